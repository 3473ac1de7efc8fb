import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../kernel/actor.js';

/** One thing somebody did. Details hold ids, codes and counts, never a name, an address or message text. */
export interface TrailEntry {
  /** noun.verb, for example `referral.received`. */
  action: string;
  subjectKind: string;
  subjectId: string;
  childId?: string | null;
  detail?: Readonly<Record<string, unknown>>;
}

/** The append-only trail. Written in the transaction of the change it describes, so neither exists without the other. */
@Injectable()
export class Trail {
  async record(tx: EntityManager, actor: Actor, entries: readonly TrailEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await tx.query(
      `INSERT INTO trail (actor_kind, actor_name, actor_role, self_declared, action, subject_kind, subject_id, child_id, detail)
       SELECT $1, $2, $3, $4, e.action, e.subject_kind, e.subject_id, e.child_id, e.detail
       FROM unnest($5::text[], $6::text[], $7::text[], $8::uuid[], $9::jsonb[])
         AS e (action, subject_kind, subject_id, child_id, detail)`,
      [
        actor.kind,
        actor.name,
        actor.kind === 'person' ? actor.role : null,
        actor.kind === 'person' && actor.selfDeclared,
        entries.map((entry) => entry.action),
        entries.map((entry) => entry.subjectKind),
        entries.map((entry) => entry.subjectId),
        entries.map((entry) => entry.childId ?? null),
        entries.map((entry) => JSON.stringify(entry.detail ?? {})),
      ],
    );
  }
}
