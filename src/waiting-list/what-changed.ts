import type { Decision, UsedFact } from '../triage/decision.js';
import type { BandLadder } from './band-ladder.js';
import { factTitle, valueInWords, whyUnknown } from './fact-words.js';
import { dayInWords } from '../kernel/plain-words.js';

/** What is different in a decision from the one before it, in words; never empty. */
export function whatChanged(before: Decision, after: Decision, ladder: BandLadder): string[] {
  const changes: string[] = [];
  const moved = (what: string, from: string, to: string): void => {
    if (from !== to) changes.push(`${what}: ${from} → ${to}`);
  };
  moved('Band that counts', ladder.title(before.standing.band), ladder.title(after.standing.band));
  moved('What the rules say', ladder.title(before.band), ladder.title(after.band));
  moved('Could be', ladder.title(before.couldBe), ladder.title(after.couldBe));
  moved('Act today', yesNo(before.actToday), yesNo(after.actToday));
  moved('Lower band proposed', proposed(before, ladder), proposed(after, ladder));
  moved('Rules', versionOf(before), versionOf(after));
  changes.push(...factChanges(before.facts, after.facts));
  if (changes.length > 0) return changes;
  moved('Review by', dayInWords(before.reviewOn), dayInWords(after.reviewOn));
  return changes.length > 0 ? changes : ['No different answer: decided again from what had been added since'];
}

/** These change by themselves as days pass and are no news. */
const PASSING = new Set(['days_waited', 'age_months']);

function factChanges(before: readonly UsedFact[], after: readonly UsedFact[]): string[] {
  const earlier = new Map(before.map((fact) => [fact.code, said(fact)]));
  return after
    .filter((fact) => !PASSING.has(fact.code) && (earlier.get(fact.code) ?? said(fact)) !== said(fact))
    .map((fact) => `${factTitle(fact.code)}: ${earlier.get(fact.code) ?? ''} → ${said(fact)}`);
}

function said(fact: UsedFact): string {
  return fact.value === null ? `not known (${whyUnknown(fact.why)})` : valueInWords(fact.value);
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
const versionOf = (decision: Decision): string => `${decision.ruleSetId} ${decision.ruleSetVersion}`;

function proposed(decision: Decision, ladder: BandLadder): string {
  return decision.lowerProposal === null ? 'none' : ladder.title(decision.lowerProposal);
}
