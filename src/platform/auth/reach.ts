import { Injectable } from '@nestjs/common';
import { isUuid } from '../../kernel/ids.js';
import type { Act } from '../../kernel/policy.js';
import type { Visit } from '../../kernel/viewer.js';
import { NotFound } from '../http/problems.js';
import { Looking } from './looking.js';
import type { Subject } from './requires.js';

/** Row-level security says what may be seen; what may be changed is less: only what the viewer works on. */
export const MAY_CHANGE: Readonly<Record<Subject['table'], string>> = {
  child: 'viewer_works_with(id)',
  referral: 'viewer_works_on_referral(id)',
  decision: 'viewer_works_on_referral(referral_id)',
  // Who said it may take it back: another organisation's fact is not ours to withdraw.
  fact: 'viewer_works_with(child_id) AND organisation = $2',
  // Who may decline for ACCESS may take it back, for as long as they see it.
  flag: `(viewer_works_with(child_id)
    OR (scope_of('boards') = '{access}' AND board = 'access' AND access_declined_lately(child_id)))`,
  message: 'viewer_works_with(child_id)',
  // About another list of the same child it may be read, and is for those to do who work on that list.
  // One that escalated to the viewer is theirs to do, whichever list it is about.
  task: `(owner_role = ANY (scope_of('tasks_of')) OR id = ANY (viewer_escalated_tasks()) OR CASE
    WHEN referral_id IS NOT NULL THEN viewer_works_on_referral(referral_id)
    ELSE child_id IS NULL OR viewer_works_with(child_id) END)`,
};

/** What is not within reach but for an escalated act-today task (migrations/1795740000000). */
export const BY_ESCALATION_ALONE: Readonly<Record<Subject['table'], string>> = {
  child: onlyEscalated('id', 'child'),
  referral: onlyEscalated('id', 'referral'),
  decision: onlyEscalated('referral_id', 'referral'),
  fact: onlyEscalated('child_id', 'child'),
  flag: onlyEscalated('child_id', 'child'),
  message: 'false',
  task: `(id = ANY (viewer_escalated_tasks()) AND NOT viewer_sees_referral(referral_id))`,
};

function onlyEscalated(column: string, what: 'child' | 'referral'): string {
  const all = { child: 'viewer_escalated_children()', referral: 'viewer_escalated_referrals()' }[what];
  return `(${column} = ANY (${all}) AND NOT viewer_sees_${what}(${column}))`;
}

/** Why such a row is looked at, as the trail says it. */
export const ESCALATED =
  'Somebody must act today for this child, and nobody acknowledged or did it in time: it was escalated';

/** The parts of a request that may name rows. */
export interface Named {
  params?: unknown;
  body?: unknown;
}

/** Whether the rows that a request names are the viewer's to see, or to change. */
@Injectable()
export class Reach {
  constructor(private readonly looking: Looking) {}

  /**
   * Answers why the rows are within reach where that needs saying; null: they are the viewer's in any case. Throws
   * NotFound for what is not there and for what is not for this viewer: the two must not be told apart.
   */
  async check(visit: Visit, act: Act, subjects: readonly Subject[], request: Named): Promise<string | null> {
    if (subjects.length === 0) return null;
    const wanted = subjects.map((subject) => ({ subject, id: idIn(request, subject) }));
    return this.looking.at(visit, async (tx) => {
      let escalated = false;
      for (const { subject, id } of wanted) {
        if (id === null) continue;
        const within = act === 'change' ? MAY_CHANGE[subject.table] : 'true';
        const [found]: { escalated: boolean }[] = await tx.query(
          `SELECT ${BY_ESCALATION_ALONE[subject.table]} AS escalated FROM ${subject.table} WHERE id = $1 AND $2::text IS NOT NULL AND ${within}`,
          [id, visit.viewer.organisation],
        );
        if (!found) throw new NotFound(NOTHING[subject.table]);
        escalated ||= found.escalated;
      }
      return { answer: escalated ? ESCALATED : null, looked: [] };
    });
  }

  /** The same as a question: false where `check` would say that there is no such thing. */
  async reaches(visit: Visit, act: Act, subjects: readonly Subject[], request: Named): Promise<boolean> {
    return this.check(visit, act, subjects, request).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFound) return false;
        throw error;
      },
    );
  }
}

const NOTHING: Readonly<Record<Subject['table'], string>> = {
  child: 'There is no such child.',
  referral: 'There is no such referral.',
  decision: 'There is no such decision',
  fact: 'There is no such fact',
  flag: 'There is no such flag.',
  message: 'There is no such message.',
  task: 'There is no such task.',
};

/** null: the request does not name one (a body's part that may be left out), and its handler says what is missing. */
function idIn(request: Named, { table, in: where, named }: Subject): string | null {
  const from: unknown = where === 'params' ? request.params : request.body;
  const given =
    typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[named] : undefined;
  if (given === undefined || given === null || given === '') return null;
  if (typeof given !== 'string' || !isUuid(given)) {
    if (where === 'body') return null;
    throw new NotFound(NOTHING[table]);
  }
  return given;
}
