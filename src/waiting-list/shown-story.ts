import type { Scope } from '../kernel/viewer.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { readReceipt } from '../triage/receipt.js';
import { shownReceipt, type ShownReceipt, treatsOn } from '../triage/shown-decision.js';
import type { MadeDecision, ReferralStory } from './referral-story.js';
import { shownEntry } from './shown-entry.js';

export interface ShownStory extends Omit<ReferralStory, 'decisions'> {
  decisions: readonly (Omit<MadeDecision, 'receipt'> & { receipt: ShownReceipt })[];
}

/**
 * The story as a reader may be told it. Rows that are not theirs to see are not in it already; here what is inside a
 * decision follows: facts that are not shared, and whatever rests on them. What a clinician wrote when confirming, and
 * what was done on a day a child stood first, are clinical notes: for those who may see what a child said.
 */
export function shownStory(
  story: ReferralStory,
  scope: Scope,
  ruleSetOf: (id: string, version: string) => LoadedRuleSet | undefined,
): ShownStory {
  const lists = new Set(story.lists.map(({ referralId }) => referralId));
  return {
    ...story,
    entry: story.entry && shownEntry(story.entry, scope),
    decisions: story.decisions.map((made) => {
      const { ruleSetId, ruleSetVersion } = made.receipt.decision;
      const ruleSet = ruleSetOf(ruleSetId, ruleSetVersion);
      return {
        ...made,
        receipt: shownReceipt(
          readReceipt(made.receipt, ruleSet),
          ruleSet?.set,
          scope,
          lists,
          story.escalated || treatsOn(scope, story.referral),
        ),
      };
    }),
    confirmations: story.confirmations.map((one) => (scope.confidential ? one : { ...one, note: null })),
    actToday: story.actToday.map((one) => (scope.confidential ? one : { ...one, whatWasDone: null })),
  };
}
