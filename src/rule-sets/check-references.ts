import type { Fault } from '../kernel/outcome.js';
import { factDefinition } from '../facts/vocabulary.js';
import { cellsOf, leavesOf, MOST_CELLS } from './cells.js';
import { ruleFact } from './rule-fact.js';
import type { Leaf, Rule, RuleSet } from './rule-set.js';

/** Faults between the parts of a rule set: names that lead nowhere, bands that contradict each other. */
export function checkReferences(set: RuleSet): Fault[] {
  const faults: Fault[] = [];
  const fault = (at: string, message: string): void => void faults.push({ at, message });
  unique(set.serviceLines, 'serviceLines', fault);
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
  unique(
    set.needs.map((need) => need.domain),
    'needs',
    fault,
  );
  unique(
    set.orderPolicy.protectedBands.map(({ band }) => band),
    'orderPolicy.protectedBands',
    fault,
  );
  if (set.effectiveTo !== null && set.effectiveTo < set.effectiveFrom)
    fault('effectiveTo', 'is before effectiveFrom: the set would never be in force');
  checkBands(set, fault);
  checkCombine(set, fault);
  checkMustKnow(set, fault);
  checkNeeds(set, fault);
  set.rules.forEach((rule, i) => checkRule(set, rule, `rules[${i}] (${rule.id})`, fault));
  checkCells(set, fault);
  return faults;
}

type Report = (at: string, message: string) => void;

function unique(names: readonly string[], at: string, fault: Report): void {
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  for (const name of new Set(twice)) fault(at, `has ${name} twice: keep one`);
}

function checkBands(set: RuleSet, fault: Report): void {
  const { bands, serviceLines } = set;
  unique(
    bands.map((band) => band.id),
    'bands',
    fault,
  );
  const ranks = bands.map((band) => band.rank).sort((a, b) => a - b);
  if (ranks.some((rank, i) => rank !== i))
    fault('bands', `must have the ranks 0 to ${bands.length - 1}, each once, 0 the most urgent`);
  const byRank = [...bands].sort((a, b) => a.rank - b.rank);
  for (const band of bands)
    for (const service of Object.keys(band.safeWaitDays))
      if (service !== 'default' && !serviceLines.includes(service))
        fault(
          `bands (${band.id}).safeWaitDays.${service}`,
          'is not a service line of the set: remove or correct it',
        );
  for (const service of serviceLines)
    byRank.forEach((band, i) => {
      const above = byRank[i - 1];
      const days = band.safeWaitDays[service] ?? band.safeWaitDays.default;
      if (above && days < (above.safeWaitDays[service] ?? above.safeWaitDays.default))
        fault(
          `bands (${band.id}).safeWaitDays`,
          `${days} days for ${service} is shorter than for ${above.id}, which is more urgent`,
        );
    });
  for (const { band } of set.orderPolicy.protectedBands)
    known(set, band, 'orderPolicy.protectedBands', fault);
  known(set, set.defaultBand, 'defaultBand', fault);
}

function checkCombine(set: RuleSet, fault: Report): void {
  const polarity = set.combine === 'sum' ? 'higher_is_more_urgent' : 'lower_rank_is_more_urgent';
  if (set.polarity !== polarity)
    fault('polarity', `must be ${polarity} for a set that combines by ${set.combine}`);
  if ((set.combine === 'sum') !== (set.totals !== undefined))
    fault(
      'totals',
      set.combine === 'sum'
        ? 'is missing: say which totals give which band'
        : 'is only for sets that combine by sum: remove it',
    );
  const leastUrgent = [...set.bands].sort((a, b) => b.rank - a.rank)[0];
  if (set.combine === 'most-urgent' && leastUrgent && leastUrgent.id !== set.defaultBand)
    fault(
      'defaultBand',
      `must be the least urgent band, ${leastUrgent.id}: rules say "at least", so none can lower the default`,
    );
  for (const { band } of set.totals ?? []) known(set, band, 'totals', fault);
}

function checkMustKnow(set: RuleSet, fault: Report): void {
  const looked = new Set(everyLeaf(set).map((leaf) => leaf.fact));
  for (const service of set.serviceLines)
    if (!Object.hasOwn(set.mustKnow, service))
      fault(`mustKnow.${service}`, 'is missing: list the facts that must be known, or [] for none');
  for (const [service, facts] of Object.entries(set.mustKnow)) {
    if (!set.serviceLines.includes(service)) fault(`mustKnow.${service}`, 'is not a service line of the set');
    unique(
      facts.map(({ fact }) => fact),
      `mustKnow.${service}`,
      fault,
    );
    for (const { fact } of facts) {
      const at = `mustKnow.${service} (${fact})`;
      if (!factDefinition(fact))
        fault(at, 'is not in the vocabulary: only what somebody can be asked can have to be known');
      else if (!looked.has(fact) && !restsOnSessions(fact, looked))
        fault(at, 'is looked at by no rule: remove it, or nobody should be asked');
    }
  }
}

function restsOnSessions(fact: string, looked: ReadonlySet<string>): boolean {
  const sessions = fact === 'school_sessions_absent' || fact === 'school_sessions_possible';
  return sessions && (looked.has('persistent_absence') || looked.has('severe_absence'));
}

function checkNeeds(set: RuleSet, fault: Report): void {
  for (const need of set.needs)
    for (const leaf of leavesOf(need.conditions))
      if (leaf.fact.startsWith('need_'))
        fault(
          `needs (${need.domain}).conditions`,
          `looks at ${leaf.fact}: needs are told from facts, not from needs`,
        );
}

function checkRule(set: RuleSet, rule: Rule, at: string, fault: Report): void {
  unique(rule.services ?? [], `${at}.services`, fault);
  for (const service of rule.services ?? [])
    if (!set.serviceLines.includes(service))
      fault(`${at}.services`, `${service} is not a service line of the set`);
  const { event } = rule;
  const { family } = event.params.reason;
  if (family !== null && !Object.hasOwn(set.familyReasons, family))
    fault(
      `${at}.event.params.reason.family`,
      `${family} is not a code of familyReasons: use one of them, or null`,
    );
  if (event.type === 'band') known(set, event.params.band, `${at}.event.params.band`, fault);
  if (event.type === 'band' && set.combine === 'sum')
    fault(`${at}.event.type`, 'a set that combines by sum gives points; totals give the band');
  if (event.type === 'points' && set.combine !== 'sum')
    fault(`${at}.event.type`, `points count only in a set that combines by sum: give a band`);
  for (const { fact } of leavesOf(rule.conditions)) {
    const domain =
      fact.startsWith('need_') && fact !== 'need_domains' ? fact.slice('need_'.length) : undefined;
    if (domain !== undefined && !set.needs.some((need) => need.domain === domain))
      fault(`${at}.conditions`, `looks at ${fact}, which the set does not define: add ${domain} to needs`);
    if (fact === 'need_domains' && set.needs.length === 0)
      fault(`${at}.conditions`, 'counts need domains, of which the set defines none: fill needs');
  }
}

function checkCells(set: RuleSet, fault: Report): void {
  const leaves = new Map<string, Leaf[]>();
  for (const leaf of everyLeaf(set)) leaves.set(leaf.fact, [...(leaves.get(leaf.fact) ?? []), leaf]);
  for (const [code, compared] of leaves) {
    const fact = ruleFact(code);
    const cells = fact ? cellsOf(fact, compared).values.length : 0;
    if (cells > MOST_CELLS)
      fault(
        'rules',
        `compare ${code} with so many thresholds that it has ${cells} stretches, at most ${MOST_CELLS} can be told apart`,
      );
  }
}

function everyLeaf(set: RuleSet): Leaf[] {
  return [...set.rules, ...set.needs].flatMap((part) => leavesOf(part.conditions));
}

function known(set: RuleSet, band: string, at: string, fault: Report): void {
  if (!set.bands.some((candidate) => candidate.id === band))
    fault(at, `${band} is not a band of the set: use one of ${set.bands.map(({ id }) => id).join(', ')}`);
}
