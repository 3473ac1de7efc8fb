import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';

/** What a meeting needs to know of a child beside the flags. */
export interface ChildOnBoard {
  id: string;
  name: string;
  birthDate: PlainDate;
  diedOn: PlainDate | null;
  restricted: boolean;
  /** The child's places in the queue, longest wait first. */
  entries: readonly {
    referralId: string;
    service: string;
    band: string;
    bandConfirmed: boolean;
    actToday: boolean;
    waitingSince: PlainDate;
  }[];
}

@Injectable()
export class BoardRepository {
  /** `tx` is the reader's own: of lists and bands there is what is shared with them. */
  async children(ids: readonly string[], tx: EntityManager): Promise<Map<string, ChildOnBoard>> {
    const rows: ChildOnBoard[] = await tx.query(
      `SELECT child.id, trim(child.given_name || ' ' || child.family_name) AS name,
              child.birth_date::text AS "birthDate", child.died_on::text AS "diedOn", child.restricted,
              coalesce((SELECT json_agg(json_build_object(
                          'referralId', referral_id, 'service', service, 'band', band,
                          'bandConfirmed', band_confirmed, 'actToday', act_today, 'waitingSince', waiting_since)
                          ORDER BY waiting_since, referral_id)
                        FROM waiting_list_entry AS entry WHERE entry.child_id = child.id), '[]') AS entries
       FROM child WHERE child.id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
