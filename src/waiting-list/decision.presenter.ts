import type { PlainDate } from '../kernel/plain-date.js';
import { boardWords, flagKindWords } from '../rule-sets/rule-words.js';
import type { Decision, RuleResult, UsedFact } from '../triage/decision.js';
import type { BandLadder } from './band-ladder.js';
import { factTitle, isWorkedOut, saidBy, valueInWords, whyUnknown } from './fact-words.js';
import { codeInWords, counted, dayInWords, listed, percent } from '../kernel/plain-words.js';
import type { ShownStory } from './shown-story.js';
import { sharesBySegment } from './share.js';

type MadeDecision = ShownStory['decisions'][number];

/** The receipt in words. */
export interface DecisionView {
  bands: readonly { key: string; value: string }[];
  whatToDo: readonly string[];
  reasons: readonly ReasonView[];
  possible: readonly ReasonView[];
  asks: readonly { question: string; of: string; due: string; overdue: boolean; couldBe: string }[];
  facts: readonly FactView[];
  workedOut: readonly FactView[];
  unknown: readonly { title: string; why: string }[];
  withdrawn: readonly string[];
  /** Every fact the decision could see, newest first, whether a rule looked at it or not. */
  recorded: readonly FactView[];
  segments: readonly { from: string; to: string; band: string; days: string; share: string }[];
  total: string;
  record: readonly { key: string; value: string }[];
  /** Something is left out because it is not shared with the reader. */
  partly: boolean;
  replayHref: string;
}

export interface ReasonView {
  title: string;
  reason: string;
  does: string;
  source: string;
  unknown: string;
}

export interface FactView {
  title: string;
  value: string;
  said: string;
  on: string;
  remarks: readonly string[];
}

export function decisionView(made: MadeDecision, today: PlainDate, ladder: BandLadder): DecisionView {
  const { decision, input } = made.receipt;
  const known = decision.facts.filter((fact) => fact.state === 'known');
  const shares = sharesBySegment(decision.segments, today);
  return {
    bands: boundLines(decision, ladder),
    whatToDo: decision.actToday ? decision.whatToDo : [],
    reasons: mostUrgentFirst(decision.reasons, ladder).map((result) => reasonView(result, ladder)),
    possible: mostUrgentFirst(decision.possible, ladder).map((result) => reasonView(result, ladder)),
    asks: decision.asks.map((ask) => ({
      question: ask.question,
      of: codeInWords(ask.of),
      due: dayInWords(ask.dueOn),
      overdue: ask.dueOn < today,
      couldBe: ask.safety
        ? 'Safety check'
        : ladder.isMoreUrgent(ask.couldBe, decision.standing.band)
          ? `Could make it ${ladder.title(ask.couldBe).toLowerCase()}`
          : '',
    })),
    facts: known.filter((fact) => !isWorkedOut(fact.code)).map(factView),
    workedOut: known.filter((fact) => isWorkedOut(fact.code)).map(factView),
    unknown: decision.facts
      .filter((fact) => fact.state === 'unknown')
      .map((fact) => ({ title: factTitle(fact.code), why: unknownBecause(fact) })),
    withdrawn: input.facts
      .filter((fact) => fact.withdrawnOn !== null)
      .map(
        (fact) =>
          `${factTitle(fact.code)}: ${valueInWords(fact.value)}, ${saidBy(fact.source, fact.organisation)}, ${dayInWords(fact.recordedOn)}; entered in error, withdrawn ${fact.withdrawnOn ? dayInWords(fact.withdrawnOn) : ''}`,
      ),
    recorded: input.facts
      .filter((fact) => fact.withdrawnOn === null)
      .sort((a, b) => (a.recordedOn < b.recordedOn ? 1 : a.recordedOn > b.recordedOn ? -1 : 0))
      .map((fact) => ({
        title: factTitle(fact.code),
        value: valueInWords(fact.value),
        said: saidBy(fact.source, fact.organisation),
        on: dayInWords(fact.recordedOn),
        remarks: [],
      })),
    segments: shares.map((share) => ({
      from: dayInWords(share.from),
      to: share.to === today ? 'today' : dayInWords(share.to),
      band: ladder.title(share.band),
      days: `${counted(share.days, 'day')} of ${share.safeWaitDays}`,
      share: percent(share.percent),
    })),
    total: shares.length > 1 ? 'What was used under an earlier band is kept and added.' : '',
    record: recordLines(made),
    partly: decision.partly,
    replayHref: `/api/v1/decisions/${made.id}`,
  };
}

function boundLines(decision: Decision, ladder: BandLadder): { key: string; value: string }[] {
  const { band, couldBe, fullBound, standing, lowerProposal } = decision;
  const lines = [
    { key: 'Band that counts', value: `${ladder.title(standing.band)}, since ${dayInWords(standing.since)}` },
    { key: 'Certain, whatever is unknown', value: ladder.title(band) },
    {
      key: 'Could be, once what must be known is known',
      value: ladder.isMoreUrgent(couldBe, band) ? ladder.title(couldBe) : 'No more urgent',
    },
    {
      key: 'Most urgent over every unknown',
      value: [
        ladder.title(fullBound.band),
        ...(fullBound.actToday && !decision.actToday ? ['possibly act today'] : []),
        ...(fullBound.exact ? [] : ['a safe estimate: too many unknowns to try every one']),
      ].join('; '),
    },
  ];
  if (lowerProposal !== null)
    lines.push({
      key: 'Lower band proposed',
      value: `${ladder.title(lowerProposal)}: ${ladder.title(standing.band)} stands until a clinician confirms it`,
    });
  return lines;
}

/** A sentence of the rule set's own, to stand inside one of ours. */
const withoutStop = (text: string): string => text.replace(/\.$/, '');

/** Act today, then bands by urgency, then the rest; the receipt itself keeps them by rule id. */
function mostUrgentFirst(results: readonly RuleResult[], ladder: BandLadder): RuleResult[] {
  const weight = ({ event }: RuleResult): number =>
    event.type === 'route' ? -1 : event.type === 'band' ? ladder.rank(event.params.band) : Infinity;
  return [...results].sort((a, b) => {
    const [first, second] = [weight(a), weight(b)];
    return first === second ? 0 : first - second;
  });
}

function reasonView(result: RuleResult, ladder: BandLadder): ReasonView {
  return {
    title: withoutStop(result.title),
    reason: result.reason.clinician,
    does: effect(result, ladder),
    source: withoutStop(result.source),
    unknown: result.unknown.length === 0 ? '' : listed(result.unknown.map(factTitle)),
  };
}

function effect({ event }: RuleResult, ladder: BandLadder): string {
  switch (event.type) {
    case 'points':
      return counted(event.params.points, 'point');
    case 'band':
      return `At least ${ladder.title(event.params.band).toLowerCase()}`;
    case 'modify':
      return 'Moves the band up';
    case 'route':
      return 'Act today';
    case 'flag':
      return suggests(event.params);
    case 'words_not_here':
      return 'What it does is in a version of the rules that is not here';
    case 'ask':
    default:
      return 'Asks a question';
  }
}

function suggests({ board, kind }: Extract<RuleResult['event'], { type: 'flag' }>['params']): string {
  const whom = `Suggests ${boardWords(board)}`;
  return kind ? `${whom}: ${flagKindWords[kind]}` : whom;
}

function factView(fact: UsedFact): FactView {
  const remarks = fact.said.map(
    (one) =>
      `${saidBy(one.source, one.organisation)} said ${valueInWords(one.value)} on ${dayInWords(one.recordedOn)}`,
  );
  return {
    title: factTitle(fact.code),
    value: fact.value === null ? '' : valueInWords(fact.value),
    said: saidBy(fact.source, fact.organisation),
    on: fact.recordedOn === null ? '' : dayInWords(fact.recordedOn),
    remarks: [
      ...(remarks.length > 0 ? [`Sources disagree; the most concerning counts. ${remarks.join('; ')}`] : []),
      ...(fact.notConfirmedSince === null
        ? []
        : [
            `Not confirmed since ${dayInWords(fact.notConfirmedSince)}: it stands until somebody says otherwise`,
          ]),
    ],
  };
}

function unknownBecause(fact: UsedFact): string {
  const between = fact.between ? `; from ${fact.between[0]} to ${fact.between[1]}` : '';
  const last = fact.why === 'stale' && fact.recordedOn ? ` (${dayInWords(fact.recordedOn)})` : '';
  return `${whyUnknown(fact.why)}${last}${between}`;
}

function recordLines({
  id,
  decidedOn,
  decidedBy,
  receipt: { decision },
}: MadeDecision): { key: string; value: string }[] {
  return [
    {
      key: 'Decided',
      value: `${dayInWords(decidedOn)}, for ${dayInWords(decision.decidedFor)}, by ${decidedBy}`,
    },
    { key: 'Rule set', value: `${decision.ruleSetId} version ${decision.ruleSetVersion}` },
    { key: 'Why this version', value: decision.versionReason },
    { key: 'SHA-256 of the rule set', value: decision.ruleSetHash },
    { key: 'Engine', value: decision.engineVersion },
    { key: 'Decision number', value: id },
  ];
}
