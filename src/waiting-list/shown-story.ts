import type { Scope } from '../kernel/viewer.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { readReceipt } from '../triage/receipt.js';
import { shownReceipt, type ShownReceipt, treatsOn } from '../triage/shown-decision.js';
import type { MadeDecision, ReferralStory } from './referral-story.js';
import { shownEntry } from './shown-entry.js';

export interface ShownStory extends Omit<ReferralStory, 'decisions'> {
  decisions: readonly (Omit<MadeDecision, 'receipt'> & { receipt: ShownReceipt })[];
  /** Decisions before the present one, if there are any, because not all that they rest on is shown to the reader. */
  earlierLeftOut: boolean;
}

/**
 * The story as a reader may be told it. Rows that are not theirs to see are not in it already; here what is inside a
 * decision follows: facts that are not shared, and whatever rests on them. That it was decided again, and when, tells
 * that something was said: decisions before the present one, and until when that one holds, are for whoever sees all that
 * they rest on. What a clinician wrote when confirming, or beside an event of the clock, and what was done on a day a child
 * stood first, are clinical notes: for clinicians who treat on that list, or who are shown what its provider says of the child.
 */
export function shownStory(
  story: ReferralStory,
  scope: Scope,
  ruleSetOf: (id: string, version: string) => LoadedRuleSet | undefined,
): ShownStory {
  const lists = new Set(story.lists.map(({ referralId }) => referralId));
  const treats = story.escalated || treatsOn(scope, story.referral);
  const notes = treats || (scope.confidential && everythingFrom(scope, story.referral.provider));
  const decisions = story.decisions.map((made) => {
    const { ruleSetId, ruleSetVersion } = made.receipt.decision;
    const ruleSet = ruleSetOf(ruleSetId, ruleSetVersion);
    const receipt = shownReceipt(readReceipt(made.receipt, ruleSet), ruleSet?.set, scope, lists, treats);
    return { ...made, receipt };
  });
  const earlierLeftOut = decisions.some(({ receipt }) => receipt.decision.partly);
  const present = decisions.find(({ id }) => id === story.entry?.decisionId);
  const whole = present !== undefined && !present.receipt.decision.partly;
  return {
    ...story,
    entry: story.entry && {
      ...shownEntry(story.entry, scope),
      holdsUntil: whole ? story.entry.holdsUntil : null,
    },
    decisions: earlierLeftOut ? decisions.slice(0, 1) : decisions,
    more: story.more && !earlierLeftOut,
    earlierLeftOut,
    confirmations: story.confirmations.map((one) => (notes ? one : { ...one, note: null })),
    clocks: shownClocks(story.clocks, {
      notes,
      own: treats || everythingFrom(scope, story.referral.provider),
    }),
    actToday: story.actToday.map((one) => (notes ? one : { ...one, whatWasDone: null })),
  };
}

/**
 * Whether appointments were missed, what a status says, and what a family asked for is told by nobody's agreement: by one
 * alone how long the family has waited is shown.
 */
function shownClocks(clocks: ReferralStory['clocks'], may: { notes: boolean; own: boolean }): typeof clocks {
  if (!may.own) return { ...clocks, measured: [], told: [], mayBeTold: [] };
  return may.notes ? clocks : { ...clocks, told: clocks.told.map((one) => ({ ...one, note: null })) };
}

const everythingFrom = ({ facts }: Scope, provider: string): boolean =>
  facts.includes('*') || facts.includes(`${provider}/*`);
