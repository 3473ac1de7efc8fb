import { factDefinition } from '../facts/vocabulary.js';
import { leavesOf } from './cells.js';
import { checkNoKeptSlots, checkOrder } from './check-order.js';
import { unique, type Report } from './report.js';
import type { Rule, RuleSet } from './rule-set.js';

/** Faults between the parts of a set that decides the queue, beyond those of every set. */
export function checkQueue(set: RuleSet, fault: Report): void {
  unique(set.serviceLines, 'serviceLines', fault);
  unique(
    set.needs.map((need) => need.domain),
    'needs',
    fault,
  );
  checkOrder(set, fault);
  checkNoKeptSlots(set, fault);
  checkSafeWaits(set, fault);
  checkMustKnow(set, fault);
  checkNeeds(set, fault);
  set.rules.forEach((rule, i) => checkRule(set, rule, `rules[${i}] (${rule.id})`, fault));
}

function checkSafeWaits({ bands, serviceLines }: RuleSet, fault: Report): void {
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
}

function checkMustKnow(set: RuleSet, fault: Report): void {
  const looked = new Set(
    [...set.rules, ...set.needs].flatMap((part) => leavesOf(part.conditions)).map((leaf) => leaf.fact),
  );
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
  const { family } = rule.event.params.reason;
  if (family !== null && !Object.hasOwn(set.familyReasons, family))
    fault(
      `${at}.event.params.reason.family`,
      `${family} is not a code of familyReasons: use one of them, or null`,
    );
  for (const { fact } of leavesOf(rule.conditions)) {
    const domain =
      fact.startsWith('need_') && fact !== 'need_domains' ? fact.slice('need_'.length) : undefined;
    if (domain !== undefined && !set.needs.some((need) => need.domain === domain))
      fault(`${at}.conditions`, `looks at ${fact}, which the set does not define: add ${domain} to needs`);
    if (fact === 'need_domains' && set.needs.length === 0)
      fault(`${at}.conditions`, 'counts need domains, of which the set defines none: fill needs');
  }
}
