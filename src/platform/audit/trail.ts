import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../kernel/actor.js';
import type { Act } from '../../kernel/policy.js';
import { prepared } from '../database/prepared.js';

/**
 * One thing somebody did or looked at. Details hold ids, codes and counts, never a name, an address or message text;
 * what somebody searched for is kept, because a search for a neighbour's child is what the trail is for.
 */
export interface TrailEntry {
  /** A change where not said. */
  act?: Act;
  /** noun.verb, for example `referral.received`. */
  action: string;
  subjectKind: string;
  subjectId: string;
  childId?: string | null;
  /** Of a list: every child on what was shown. */
  childIds?: readonly string[];
  detail?: Readonly<Record<string, unknown>>;
}

/** The append-only trail. Written in the transaction of what it describes, so neither exists without the other. */
@Injectable()
export class Trail {
  async record(tx: EntityManager, actor: Actor, entries: readonly TrailEntry[]): Promise<void> {
    if (entries.length === 0) return;
    // Children of a list travel as text: unnest would take an array of arrays apart.
    await prepared(
      tx,
      `INSERT INTO trail (actor_kind, actor_name, actor_role, self_declared, actor_id, organisation, agency, from_address,
         why, request_id, act, action, subject_kind, subject_id, child_id, child_ids, detail)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, e.act, e.action, e.subject_kind, e.subject_id, e.child_id,
         e.child_ids::uuid[], e.detail
       FROM unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::text[], $17::jsonb[])
         AS e (act, action, subject_kind, subject_id, child_id, child_ids, detail)`,
      [
        actor.kind,
        actor.name,
        actor.kind === 'person' ? actor.role : null,
        actor.kind === 'person' && actor.selfDeclared,
        actor.id,
        actor.organisation,
        actor.agency,
        actor.from,
        actor.why,
        actor.requestId,
        entries.map((entry) => entry.act ?? 'change'),
        entries.map((entry) => entry.action),
        entries.map((entry) => entry.subjectKind),
        entries.map((entry) => entry.subjectId),
        entries.map((entry) => entry.childId ?? null),
        entries.map((entry) => `{${(entry.childIds ?? []).join(',')}}`),
        entries.map((entry) => wellFormed(JSON.stringify(entry.detail ?? {}))),
      ],
    );
  }
}

/** Half a character cannot be stored, and must not keep a line out of the trail: it is kept as the sign for one unreadable. */
const wellFormed = (json: string): string =>
  json.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/gi, (found) => (found === '\\\\' ? found : '\\ufffd'));
