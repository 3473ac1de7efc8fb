import { factDefinition } from '../facts/vocabulary.js';
import type { FactDefinition } from '../facts/fact.js';
import { listed } from '../kernel/plain-words.js';
import { leavesOf } from './cells.js';
import { conditionWords } from './condition-words.js';
import { derivedFactWords } from './rule-fact-words.js';
import type { RuleFact } from './rule-fact.js';
import { givesWords } from './rule-words.js';
import type { RuleEvent } from './rule-set.js';
import type { AnySet, Gap, PublishedWait, SlotShares, ToolFact, WaitTable } from './tool-set.js';
import { isTool } from './tool-set.js';
import { factsOfSet } from './set-facts.js';
import { codesOfTool } from './tool-facts.js';
import { wordingOf } from './wording.js';

/** A set as somebody reads it who wants to know what it asks, what it answers, and how far to trust it. */
export interface Description {
  set: string;
  title: string;
  kind: 'queue' | 'tool';
  verificationOnly: boolean;
  purpose: string;
  intendedUse: string;
  signOff: string;
  licence: string;
  sources: AnySet['sources'];
  effectiveFrom: string;
  effectiveTo: string | null;
  combine: AnySet['combine'];
  howItCombines: string;
  ifNoRuleHolds: string;
  facts: readonly DescribedFact[];
  bands: readonly { id: string; title: string; wait: string | null; withinDays: number | null }[];
  totals: readonly { band: string; from: number }[];
  rules: readonly { id: string; title: string; if: string; then: string; reason: string; source: string }[];
  gaps: readonly Gap[];
  notEncoded: readonly { what: string; why: string }[];
  waitTables: readonly WaitTable[];
  slotShares: SlotShares | null;
}

export interface DescribedFact {
  code: string;
  title: string;
  meaning: string;
  /** What may be said of it: words with their meaning, or a range of whole numbers. */
  values: readonly { value: string; title: string }[] | null;
  range: readonly [number, number] | null;
  unit: string | null;
  whichConcern: string;
}

const combines: Readonly<Record<AnySet['combine'], string>> = {
  'most-urgent': 'The most urgent rule that holds gives the band.',
  sum: 'The points of all rules that hold are added up; the total gives the band.',
  'first-match': 'Rules are read in order; the first that holds gives the band.',
};

const mayDefer =
  'The points of all rules that hold are added up; the higher the total, the less urgent the band it gives.';

export function describeSet(set: AnySet): Description {
  const wording = wordingOf(set, set);
  const bands = [...(set.bands as readonly AnySet['bands'][number][])].sort((a, b) => a.rank - b.rank);
  const defaultBand = bands.find(({ id }) => id === set.defaultBand);
  return {
    set: `${set.id}@${set.version}`,
    title: set.title,
    kind: set.kind ?? 'queue',
    verificationOnly: isTool(set) && set.verificationOnly,
    purpose: set.purpose,
    intendedUse: set.intendedUse,
    signOff: set.signOff,
    licence: set.licence,
    sources: set.sources,
    effectiveFrom: set.effectiveFrom,
    effectiveTo: set.effectiveTo,
    combine: set.combine,
    howItCombines: set.polarity === 'higher_is_less_urgent' ? mayDefer : combines[set.combine],
    ifNoRuleHolds: defaultBand ? defaultBand.title : 'a gap, since the published table says nothing then',
    facts: codesOf(set).map((code) => describeFact(set, code)),
    bands: bands.map((band) => ({ id: band.id, title: band.title, ...waitOf(band) })),
    totals: [...(set.totals ?? [])].sort((a, b) => b.from - a.from),
    rules: set.rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      if: conditionWords(rule.conditions, wording),
      then: thenWords(set, rule.event),
      reason: rule.event.params.reason.clinician,
      source: rule.source,
    })),
    ...(isTool(set)
      ? {
          gaps: set.gaps,
          notEncoded: set.notEncoded,
          waitTables: set.waitTables,
          slotShares: set.slotShares ?? null,
        }
      : { gaps: [], notEncoded: [], waitTables: [], slotShares: null }),
  };
}

/** What a rule gives, by the titles of the set's bands: “at least” only where another rule may give more. */
function thenWords(set: AnySet, event: RuleEvent): string {
  const title = (id: string): string => set.bands.find((band) => band.id === id)?.title ?? id;
  switch (event.type) {
    case 'band': {
      const band = title(event.params.band);
      if (event.params.orAbove) return `${band} or above; a clinician must choose`;
      return set.combine === 'first-match' ? band : `at least ${band}`;
    }
    case 'modify':
      return `moves ${event.params.moves
        .map(({ from, to }) => {
          const choice = to.length > 1 ? ', as a clinician must choose' : '';
          return `${title(from)} to ${listed(to.map(title), 'or')}${choice}`;
        })
        .join('; ')}`;
    case 'gap':
      return 'a gap: the published table leaves this open';
    default:
      return givesWords(event);
  }
}

function codesOf(set: AnySet): readonly string[] {
  if (isTool(set)) return codesOfTool(set);
  const leaves = [...set.rules, ...set.needs].flatMap((part) => leavesOf(part.conditions));
  return [...new Set(leaves.map(({ fact }) => fact))].sort();
}

function waitOf(band: AnySet['bands'][number]): { wait: string | null; withinDays: number | null } {
  if ('safeWaitDays' in band)
    return {
      wait: Object.entries(band.safeWaitDays)
        .map(([service, days]) => `${service} ${days} days`)
        .join(', '),
      withinDays: band.safeWaitDays.default,
    };
  const wait: PublishedWait | undefined = band.wait;
  return { wait: wait?.words ?? null, withinDays: wait?.withinDays ?? null };
}

function describeFact(set: AnySet, code: string): DescribedFact {
  const own = isTool(set) ? set.facts.find((fact) => fact.code === code) : undefined;
  const definition = factDefinition(code);
  const fact = factsOfSet(set)(code);
  const words = derivedFactWords[code] ?? definition?.meaning.clinician ?? code;
  return {
    code,
    title: own?.title ?? words,
    meaning: own?.meaning ?? words,
    values: fact?.kind === 'words' ? titled(fact, own) : null,
    range: fact?.kind === 'count' ? [fact.least, fact.most] : null,
    unit: own?.unit ?? null,
    whichConcern: concernWords(own?.concern ?? definition?.concern ?? 'neutral'),
  };
}

function titled(fact: Extract<RuleFact, { kind: 'words' }>, own: ToolFact | undefined) {
  return fact.values.map((value) => ({
    value,
    title: own?.values?.find((entry) => entry.value === value)?.title ?? value.replace(/_/g, ' '),
  }));
}

function concernWords(concern: FactDefinition['concern']): string {
  switch (concern) {
    case 'risk-yes':
      return 'yes concerns';
    case 'risk-no':
      return 'no concerns';
    case 'risk-high':
      return 'the higher, the more concerning';
    case 'risk-low':
      return 'the lower, the more concerning';
    case 'risk-order':
      return 'from least to most concerning';
    case 'neutral':
      return 'no value concerns more than another';
  }
}
