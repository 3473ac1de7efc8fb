import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { FactValue } from '../facts/fact.js';
import type { Group, RuleSet } from './rule-set.js';

/** What json-rules-engine makes of complete facts. */
export interface EngineResult {
  /** Ids of the rules that hold, sorted. */
  rules: readonly string[];
  band: string;
}

/**
 * The reference: the set's rules for one service line run by json-rules-engine on complete facts. A fresh engine for each
 * run, because one engine must not run twice at once; rejects where a fact a rule compares is missing.
 */
export async function runEngine(
  set: RuleSet,
  service: string,
  facts: Readonly<Record<string, FactValue>>,
): Promise<EngineResult> {
  const rules = set.rules.filter((rule) => rule.services?.includes(service) ?? true);
  const held = await holding(
    rules.map((rule) => ({ name: rule.id, conditions: rule.conditions })),
    facts,
  );
  return { rules: [...held].sort(), band: bandOf(set, new Set(held)) };
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

/** How the set turns rules that hold into a band, written plainly and apart from the compiled form. */
function bandOf(set: RuleSet, held: ReadonlySet<string>): string {
  const rules = set.rules.filter((rule) => held.has(rule.id));
  const rank = (id: string): number => set.bands.find((band) => band.id === id)?.rank ?? Number.NaN;
  const bands = rules.flatMap(({ event }) => (event.type === 'band' ? [event.params.band] : []));
  if (set.combine === 'first-match') return bands[0] ?? set.defaultBand;
  if (set.combine === 'most-urgent') return bands.sort((a, b) => rank(a) - rank(b))[0] ?? set.defaultBand;
  const total = rules.reduce(
    (sum, { event }) => sum + (event.type === 'points' ? event.params.points : 0),
    0,
  );
  const reached = (set.totals ?? []).filter(({ from }) => total >= from);
  return reached.sort((a, b) => b.from - a.from)[0]?.band ?? set.defaultBand;
}
