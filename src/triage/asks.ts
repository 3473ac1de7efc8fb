import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { Fact, FactState } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import type { CompiledRule } from '../rule-sets/compile.js';
import type { Answerer, MustKnow } from '../rule-sets/rule-set.js';
import type { Ask } from './decision.js';
import { distances, type Distance, type MeasuredFrom } from './ask-distance.js';
import { askedSince } from './must-know.js';
import { bandAt } from './segments.js';

/** A fact that must be known, and what is known of it. */
export interface Asked {
  entry: MustKnow;
  state: FactState | undefined;
}

/** What asking needs to know about the decision being made. */
export interface AskingFrom extends MeasuredFrom {
  stateOf(code: string): FactState | undefined;
  waitingSince: PlainDate;
  birthDate: PlainDate;
  /** What must be known about a child of this age on this list, and what is. */
  must: readonly Asked[];
  /** Facts behind the rules that are certain: old concerns among them ask to be confirmed. */
  behind: ReadonlySet<string>;
  /** Rules that are certain; those that ask give their question. */
  asking: readonly CompiledRule[];
}

/**
 * Questions whose answers the set says must be known, and concerns nobody has confirmed lately. First those where the
 * fewest unknowns stand between the child and a more urgent band, then the rest by day due; safety facts last, as one
 * group with one deadline: missing, they say that nobody has asked, not that the child is in danger.
 * A deadline counts from the day the answer was missing (the wait began, the old answer went stale), so that deciding
 * again tomorrow does not move it.
 */
export function asksOf(from: AskingFrom): Ask[] {
  const { must } = from;
  const missing = must.filter(({ state }) => state?.known === false);
  if (missing.length === 0) return [...confirmations(from), ...fromRules(from)];
  const distance = distances(
    from,
    missing.map(({ entry }) => entry),
  );
  const asked = missing.map((one) => askFor(one, from, distance.get(one.entry.fact)));
  const open = asked.filter((ask) => !ask.safety).sort(nearest(distance));
  const safety = asked.filter((ask) => ask.safety);
  const [first, ...others] = safety.map(({ dueOn }) => dueOn);
  if (first) for (const ask of safety) ask.dueOn = others.reduce((a, b) => (a < b ? a : b), first);
  return [...open, ...confirmations(from), ...fromRules(from), ...safety];
}

function askFor({ entry, state }: Asked, from: AskingFrom, near: Distance | undefined): Ask {
  const again = state?.known === false && state.why === 'stale';
  return {
    fact: entry.fact,
    question: question(entry.fact, entry.askOf, again ? 'again' : 'first'),
    of: entry.askOf,
    dueOn: addDays(missingSince(entry, state, from), entry.withinDays),
    safety: entry.safety ?? false,
    couldBe: bandAt(from.ruleSet, near?.rank ?? from.certain).id,
  };
}

/** The day from which an answer was missing, never before the rules asked for it, of a child of that age. */
function missingSince(entry: MustKnow, state: FactState | undefined, from: AskingFrom): PlainDate {
  const latest = state?.facts[0];
  const days = factDefinition(entry.fact)?.reassuringForDays ?? null;
  let since = from.waitingSince;
  if (latest && state.known === false && state.why === 'recorded_unknown') since = latest.recordedOn;
  if (latest && state.known === false && state.why === 'stale' && days !== null)
    since = addDays(latest.recordedOn, days + 1);
  return latestOf(
    since,
    from.waitingSince,
    from.ruleSet.set.effectiveFrom,
    askedSince(entry, from.birthDate) ?? since,
  );
}

function latestOf(...dates: readonly [PlainDate, ...PlainDate[]]): PlainDate {
  return dates.reduce((a, b) => (a > b ? a : b));
}

/** Questions a rule asks because of what is certain; named by the rule, since no one fact is asked for. */
function fromRules({ asking, waitingSince, ruleSet, certain }: AskingFrom): Ask[] {
  return asking.flatMap(({ rule: { id, event } }) =>
    event.type === 'ask'
      ? [
          {
            fact: id,
            question: event.params.question,
            of: event.params.of,
            dueOn: addDays(latestOf(waitingSince, ruleSet.set.effectiveFrom), event.params.withinDays),
            safety: false,
            couldBe: bandAt(ruleSet, certain).id,
          },
        ]
      : [],
  );
}

/** Old concerns: of facts that must be known, and of facts that hold the band up now. They stand while we ask. */
function confirmations(from: AskingFrom): Ask[] {
  const { must } = from;
  const old = new Set<string>();
  for (const { entry, state } of must) if (isOldConcern(state)) old.add(entry.fact);
  for (const code of from.behind) if (isOldConcern(from.stateOf(code)) && factDefinition(code)) old.add(code);
  if (old.size === 0) return NO_ASKS;
  const asks: Ask[] = [];
  for (const code of [...old].sort()) {
    const definition = factDefinition(code);
    const state = from.stateOf(code);
    if (!state?.known || state.notConfirmedSince === null) continue;
    const entry = must.find((one) => one.entry.fact === code)?.entry;
    const of = entry?.askOf ?? answererOf(state.facts[0]);
    const band = bandAt(from.ruleSet, from.certain);
    const since = addDays(state.notConfirmedSince, (definition?.reassuringForDays ?? 0) + 1);
    asks.push({
      fact: code,
      question: question(code, of, 'confirm'),
      of,
      dueOn: addDays(latestOf(since, from.waitingSince), entry?.withinDays ?? band.reviewWithinDays),
      safety: false,
      couldBe: band.id,
    });
  }
  return asks;
}

const NO_ASKS: Ask[] = [];

function isOldConcern(state: FactState | undefined): boolean {
  return state?.known === true && state.notConfirmedSince !== null;
}

function answererOf(fact: Fact | undefined): Answerer {
  return fact === undefined || fact.source === 'system' ? 'clinician' : fact.source;
}

type Asking = 'first' | 'again' | 'confirm';

/** Words of questions by the code asked for, put together once: to families, and to everybody else. */
const inWords: Readonly<Record<Asking, readonly [Map<string, string>, Map<string, string>]>> = {
  first: [new Map(), new Map()],
  again: [new Map(), new Map()],
  confirm: [new Map(), new Map()],
};

function question(code: string, of: Answerer, kind: Asking): string {
  const family = of === 'parent' || of === 'child';
  const kept = inWords[kind][family ? 0 : 1];
  let words = kept.get(code);
  if (words === undefined) kept.set(code, (words = putInWords(code, family, kind)));
  return words;
}

function putInWords(code: string, family: boolean, kind: Asking): string {
  const words = factDefinition(code)?.meaning ?? { clinician: code, family: code };
  switch (kind) {
    case 'first':
      return family ? `Please tell us ${words.family}.` : `Please record: ${words.clinician}.`;
    case 'again':
      return family
        ? `Please tell us again ${words.family}.`
        : `Out of date, please record again: ${words.clinician}.`;
    case 'confirm':
    default:
      return family
        ? `Is it still the same? Please tell us ${words.family}.`
        : `Still so? Please confirm: ${words.clinician}.`;
  }
}

function nearest(distance: ReadonlyMap<string, Distance>): (a: Ask, b: Ask) => number {
  const unknowns = (ask: Ask): number => distance.get(ask.fact)?.unknowns ?? Number.MAX_SAFE_INTEGER;
  return (a, b) =>
    unknowns(a) - unknowns(b) ||
    (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0) ||
    (a.fact < b.fact ? -1 : a.fact > b.fact ? 1 : 0);
}
