import { codeInWords, counted, listed } from '../kernel/plain-words.js';
import { conditionWords } from './condition-words.js';
import type { FlagKind, Move, Reason, Rule, RuleEvent } from './rule-set.js';
import type { Wording } from './wording.js';

/** A rule in a few sentences, for clinicians. */
export function ruleWords(rule: Rule, wording: Wording): string {
  const only = rule.services
    ? ` Only for ${listed(rule.services.map((line) => wording.service(line)))}.`
    : '';
  const { clinician, family } = rule.event.params.reason;
  const reasons = `Clinicians read: “${clinician}” Families read: ${family === null ? 'nothing' : familyCode(family)}.`;
  return `If ${conditionWords(rule.conditions, wording)}: ${givesWords(rule.event)}.${only} ${reasons}`;
}

/** What a rule gives where it holds. */
export function givesWords({ type, params }: RuleEvent): string {
  switch (type) {
    case 'points':
      return pointsWords(params.points);
    case 'band':
      return `at least ${codeInWords(params.band)}${params.orAbove ? ', or a more urgent band that a clinician chooses' : ''}`;
    case 'modify':
      return `moves the band: ${movesWords(params.moves)}`;
    case 'route':
      return `act today (${params.whatToDo})`;
    case 'flag':
      return `a flag for ${boardWords(params.board)}${params.kind ? `: ${flagKindWords[params.kind]}` : ''}`;
    case 'ask':
      return `a question to the ${params.of} within ${counted(params.withinDays, 'day')} (${params.question})`;
    case 'gap':
      return `nothing: the published table leaves it open (${codeInWords(params.gap)})`;
    case 'advise':
      return `advice (${params.whatToDo})`;
  }
}

export function pointsWords(points: number): string {
  return points < 0 ? `minus ${counted(-points, 'point')}` : counted(points, 'point');
}

export function movesWords(moves: readonly Move[]): string {
  return moves
    .map(({ from, to }) => `${codeInWords(from)} to ${listed(to.map(codeInWords).sort(), 'or')}`)
    .sort()
    .join(', ');
}

export function boardWords(board: 'locality' | 'access'): string {
  return board === 'access' ? 'ACCESS' : 'the locality meeting';
}

export const flagKindWords: Readonly<Record<FlagKind, string>> = {
  meeting: 'to talk about the child',
  transition: 'a transition is ahead',
  cohort: 'one of a group to look at together',
};

export function familyCode(code: NonNullable<Reason['family']>): string {
  return `the words “${code.replace(/_/g, ' ')}”`;
}
