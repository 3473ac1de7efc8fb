import { Injectable } from '@nestjs/common';
import type { Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Looking } from '../platform/auth/looking.js';
import { shownDecision, treatsOn } from '../triage/shown-decision.js';
import { type DecisionAnswer, answerOf } from './decided.presenter.js';
import type { Decided } from './decide-children.service.js';

/**
 * What whoever changed something is told about the decisions that followed: of a child's lists those they may see, of
 * each decision what is shared with them, with a line of the trail as for any look. Everything was decided, whoever
 * sees it.
 */
@Injectable()
export class AnswersSeen {
  constructor(private readonly looking: Looking) {}

  /** `to`: what they are the answer to; a family’s copy of who looked must not tell that something was said. */
  async of(
    visit: Visit,
    { referrals, actToday }: Decided,
    to: 'referral' | 'fact' | 'confirmation',
  ): Promise<DecisionAnswer[]> {
    const seen = await this.looking.at(visit, async (tx) => {
      const rows: { id: string }[] = await tx.query('SELECT id FROM referral WHERE id = ANY ($1::uuid[])', [
        referrals.map(({ referral }) => referral.id),
      ]);
      const answer = new Set(rows.map(({ id }) => id));
      const looked = referrals
        .filter(({ referral }) => answer.has(referral.id))
        .map(({ decisionId, referral }) => viewed(decisionId, referral.childId, to));
      return { answer, looked };
    });
    return referrals
      .filter(({ referral }) => seen.has(referral.id))
      .map((decided) => {
        const decision = shownDecision(
          decided.decision,
          decided.ruleSet,
          decided.file.facts,
          visit.scope,
          treatsOn(visit.scope, decided.referral),
        );
        return answerOf({ ...decided, decision }, actToday.has(decided.referral.id));
      });
  }
}

const viewed = (decisionId: string, childId: string, answerTo: string): TrailEntry => ({
  act: 'view',
  action: 'decision.viewed',
  subjectKind: 'decision',
  subjectId: decisionId,
  childId,
  detail: { answerTo },
});
