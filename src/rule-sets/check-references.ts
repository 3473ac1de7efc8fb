import type { Fault } from '../kernel/outcome.js';
import { cellsOf, leavesOf, MOST_CELLS } from './cells.js';
import { checkMoves } from './check-moves.js';
import { checkQueue } from './check-queue.js';
import { checkTool } from './check-tool.js';
import { MOST_BANDS } from './moves.js';
import { known, reportTo, unique, type Report } from './report.js';
import type { Leaf, Rule } from './rule-set.js';
import { factsOfSet } from './set-facts.js';
import { isTool, type AnySet } from './tool-set.js';

/** Faults between the parts of a set: names that lead nowhere, bands that contradict each other. */
export function checkReferences(set: AnySet): Fault[] {
  const faults: Fault[] = [];
  const fault = reportTo(faults);
  unique(
    set.sources.map((source) => source.id),
    'sources',
    fault,
  );
  unique(
    set.rules.map((rule) => rule.id),
    'rules',
    fault,
  );
  if (set.effectiveTo !== null && set.effectiveTo < set.effectiveFrom)
    fault('effectiveTo', 'is before effectiveFrom: the set would never be in force');
  checkBands(set, fault);
  checkCombine(set, fault);
  set.rules.forEach((rule, i) => checkRule(set, rule, `rules[${i}] (${rule.id})`, fault));
  if (isTool(set)) checkTool(set, fault);
  else checkQueue(set, fault);
  checkCells(set, fault);
  return faults;
}

function checkBands(set: AnySet, fault: Report): void {
  const bands = set.bands.map(({ id, rank }) => ({ id, rank }));
  unique(
    bands.map((band) => band.id),
    'bands',
    fault,
  );
  if (bands.length > MOST_BANDS) fault('bands', `are more than ${MOST_BANDS}`);
  const ranks = bands.map((band) => band.rank).sort((a, b) => a - b);
  if (ranks.some((rank, i) => rank !== i))
    fault('bands', `must have the ranks 0 to ${bands.length - 1}, each once, 0 the most urgent`);
  if (set.defaultBand !== null) known(set, set.defaultBand, 'defaultBand', fault);
}

/** In the queue points say concern, so that every reader knows which way a total is read. */
function polaritiesOf(set: AnySet): readonly AnySet['polarity'][] {
  if (set.combine !== 'sum') return ['lower_rank_is_more_urgent'];
  return isTool(set) ? ['higher_is_more_urgent', 'higher_is_less_urgent'] : ['higher_is_more_urgent'];
}

function checkCombine(set: AnySet, fault: Report): void {
  const polarities = polaritiesOf(set);
  if (!polarities.includes(set.polarity))
    fault(
      'polarity',
      `must be ${polarities.join(' or ')} for a ${set.kind ?? 'queue'} that combines by ${set.combine}`,
    );
  if ((set.combine === 'sum') !== (set.totals !== undefined))
    fault(
      'totals',
      set.combine === 'sum'
        ? 'is missing: say which totals give which band'
        : 'is only for sets that combine by sum: remove it',
    );
  const leastUrgent = [...set.bands].sort((a, b) => b.rank - a.rank)[0];
  if (
    set.combine === 'most-urgent' &&
    set.defaultBand !== null &&
    leastUrgent &&
    leastUrgent.id !== set.defaultBand
  )
    fault(
      'defaultBand',
      `must be the least urgent band, ${leastUrgent.id}: rules say "at least", so none can lower the default`,
    );
  for (const { band } of set.totals ?? []) known(set, band, 'totals', fault);
}

function checkRule(set: AnySet, rule: Rule, at: string, fault: Report): void {
  const { event } = rule;
  if (event.type === 'band') known(set, event.params.band, `${at}.event.params.band`, fault);
  if (event.type === 'band' && set.combine === 'sum')
    fault(`${at}.event.type`, 'a set that combines by sum gives points; totals give the band');
  if (event.type === 'points' && set.combine !== 'sum')
    fault(`${at}.event.type`, `points count only in a set that combines by sum: give a band`);
  checkMoves(set, rule, `${at}.event.params.moves`, fault);
}

function checkCells(set: AnySet, fault: Report): void {
  const find = factsOfSet(set);
  const parts = isTool(set) ? set.rules : [...set.rules, ...set.needs];
  const leaves = new Map<string, Leaf[]>();
  for (const leaf of parts.flatMap((part) => leavesOf(part.conditions)))
    leaves.set(leaf.fact, [...(leaves.get(leaf.fact) ?? []), leaf]);
  for (const [code, compared] of leaves) {
    const fact = find(code);
    const cells = fact ? cellsOf(fact, compared).values.length : 0;
    if (cells > MOST_CELLS)
      fault(
        'rules',
        `compare ${code} with so many thresholds that it has ${cells} stretches, at most ${MOST_CELLS} can be told apart`,
      );
  }
}
