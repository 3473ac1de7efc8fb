import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { FactValue } from '../facts/fact.js';
import type { Group, RuleEvent, RuleSet } from './rule-set.js';
import type { AnySet } from './tool-set.js';

/** What json-rules-engine makes of complete facts. */
export interface EngineResult {
  /** Ids of the rules that hold, sorted. */
  rules: readonly string[];
  /** The bands allowed, most urgent first: several where a clinician must choose, none in a gap of a tool. */
  allowed: readonly string[];
  /** The least urgent of them; null in a gap. */
  band: string | null;
}

/**
 * The reference: the set's rules for one service line run by json-rules-engine on complete facts. A fresh engine for each
 * run, because one engine must not run twice at once; rejects where a fact a rule compares is missing.
 */
export async function runEngine(
  set: AnySet,
  service: string,
  facts: Readonly<Record<string, FactValue>>,
): Promise<EngineResult> {
  const rules = set.rules.filter((rule) => rule.services?.includes(service) ?? true);
  const held = await holding(
    rules.map((rule) => ({ name: rule.id, conditions: rule.conditions })),
    facts,
  );
  const allowed = allowedBy(set, new Set(held));
  return { rules: [...held].sort(), allowed, band: allowed.at(-1) ?? null };
}

/** Domains of need that hold, by json-rules-engine, over the complete child-wide facts. */
export async function runNeeds(
  set: RuleSet,
  facts: Readonly<Record<string, FactValue>>,
): Promise<readonly string[]> {
  return holding(
    set.needs.map((need) => ({ name: need.domain, conditions: need.conditions })),
    facts,
  );
}

async function holding(
  conditions: readonly { name: string; conditions: Group }[],
  facts: Readonly<Record<string, FactValue>>,
): Promise<string[]> {
  if (conditions.length === 0) return [];
  const engine = new Engine(
    conditions.map((rule) => ({
      name: rule.name,
      // A copy: the engine writes into what it is given.
      conditions: structuredClone(rule.conditions) as TopLevelCondition,
      event: { type: 'holds', params: { name: rule.name } },
    })),
  );
  const { events } = await engine.run({ ...facts });
  return events.map((event) => String(event.params?.['name']));
}

/** How the set turns rules that hold into bands, written plainly and apart from the compiled form. */
function allowedBy(set: AnySet, held: ReadonlySet<string>): string[] {
  const events = set.rules.filter((rule) => held.has(rule.id)).map((rule) => rule.event);
  const rank = (id: string): number => set.bands.find((band) => band.id === id)?.rank ?? Number.NaN;
  let allowed = [...new Set(found(set, events, rank))];
  for (const event of events)
    if (event.type === 'modify')
      allowed = allowed.flatMap((band) => event.params.moves.find(({ from }) => from === band)?.to ?? [band]);
  return [...new Set(allowed)].sort((a, b) => rank(a) - rank(b));
}

function found(set: AnySet, events: readonly RuleEvent[], rank: (band: string) => number): string[] {
  const otherwise = set.defaultBand === null ? [] : [set.defaultBand];
  const gap = events.some((event) => event.type === 'gap');
  if (set.combine === 'first-match') {
    const first = events.find((event) => event.type === 'band' || event.type === 'gap');
    if (first?.type === 'gap') return [];
    if (first?.type !== 'band') return otherwise;
    const least = rank(first.params.band);
    return set.bands.flatMap((band) =>
      band.rank === least || (first.params.orAbove === true && band.rank < least) ? [band.id] : [],
    );
  }
  if (set.combine === 'most-urgent') {
    const bands = events.flatMap((event) => (event.type === 'band' ? [event.params.band] : []));
    return bands.length > 0 ? bands.sort((a, b) => rank(a) - rank(b)).slice(0, 1) : gap ? [] : otherwise;
  }
  if (gap) return [];
  const total = events.reduce((sum, event) => sum + (event.type === 'points' ? event.params.points : 0), 0);
  const reached = (set.totals ?? []).filter(({ from }) => total >= from).sort((a, b) => b.from - a.from);
  return reached[0] ? [reached[0].band] : otherwise;
}
