import { plainDate } from '../../src/kernel/plain-date.js';
import { keyOf, plainly } from '../../src/rule-sets/condition-meaning.js';
import { isGroup, partsOf } from '../../src/rule-sets/condition-words.js';
import type { Difference } from '../../src/rule-sets/difference.js';
import type { Condition, Group, Leaf, Rule, RuleEvent, RuleSet } from '../../src/rule-sets/rule-set.js';
import { bandRule, pointsRule } from './rule-sets.js';

/** A rule set in which one thing is otherwise, and what must be said of it. */
export interface OneChange {
  changed: RuleSet;
  says: Partial<Difference>;
}

/** Every way in which this makes a set another by one thing. Each is a change of meaning or of words, never of order. */
export function oneChanges(set: RuleSet): OneChange[] {
  return [
    ...ofTheSet(set),
    ...ofBands(set),
    ...ofOrder(set),
    ...ofMustKnow(set),
    ...ofRules(set),
    ...ofFamilyWords(set),
    ...ofNeeds(set),
  ];
}

const change = (set: RuleSet, by: Partial<RuleSet>, says: Partial<Difference>): OneChange => ({
  changed: { ...set, ...by },
  says,
});

function ofTheSet(set: RuleSet): OneChange[] {
  const own = (by: Partial<RuleSet>, part: string): OneChange => change(set, by, { about: 'set', part });
  return [
    own({ title: 'Another' }, 'title'),
    own({ purpose: 'Another.' }, 'purpose'),
    own({ intendedUse: 'Another.' }, 'intended use'),
    own({ signOff: 'Dr A. Name.' }, 'sign-off'),
    own({ licence: 'Another' }, 'licence'),
    own({ effectiveFrom: plainDate('2026-02-01') }, 'in force from'),
    own({ effectiveTo: plainDate('2027-02-01') }, 'in force until'),
    own({ serviceLines: [...set.serviceLines, 'mental_health'] }, 'lists'),
    own({ defaultBand: 'medium' }, 'band where no rule holds'),
    own({ polarity: 'higher_is_more_urgent' }, 'what is more urgent'),
    own({ totals: [{ band: 'high', from: 77 }] }, 'which total gives which band'),
    change(
      set,
      { sources: [...set.sources, { id: 'more', title: 'More', where: 'there' }] },
      { about: 'source', id: 'more', change: 'added' },
    ),
  ];
}

function ofBands(set: RuleSet): OneChange[] {
  return set.bands.flatMap((band) => {
    const other = (by: Partial<typeof band>, part: string): OneChange =>
      change(
        set,
        { bands: set.bands.map((one) => (one === band ? { ...band, ...by } : one)) },
        { about: 'band', id: band.id, change: 'changed', part },
      );
    const { safeWaitDays: waits } = band;
    return [
      other({ title: 'Another' }, 'title'),
      other({ rank: band.rank + 10 }, 'place among the bands, 0 the most urgent'),
      other({ safeWaitDays: { ...waits, default: waits.default + 1 } }, 'safe wait'),
      other({ safeWaitDays: { ...waits, slt: 2 } }, 'safe wait for Slt'),
      other({ reviewWithinDays: band.reviewWithinDays + 1 }, 'somebody looks within'),
      change(
        set,
        { bands: set.bands.filter((one) => one !== band) },
        { about: 'band', id: band.id, change: 'removed' },
      ),
    ];
  });
}

function ofOrder({ orderPolicy: policy, ...set }: RuleSet): OneChange[] {
  const order = (by: Partial<typeof policy>, part: string): OneChange =>
    change({ ...set, orderPolicy: policy }, { orderPolicy: { ...policy, ...by } }, { about: 'order', part });
  return [
    order({ keptSlotsPercent: policy.keptSlotsPercent + 5 }, 'slots kept for the longest relative waits'),
    order({ protectedBands: [] }, 'Urgent is protected'),
    order({ protectedBands: [{ band: 'urgent', fromSharePercent: 9 }] }, 'Urgent is protected'),
    order(
      { protectedBands: [...policy.protectedBands, { band: 'high', fromSharePercent: 25 }] },
      'High is protected',
    ),
  ];
}

function ofMustKnow(set: RuleSet): OneChange[] {
  const known = set.mustKnow['slt'] ?? [];
  return known.flatMap((must) => {
    const id = `slt/${must.fact}`;
    const other = (by: Partial<typeof must>, part: string): OneChange =>
      change(
        set,
        { mustKnow: { slt: known.map((one) => (one === must ? { ...must, ...by } : one)) } },
        { about: 'must_know', id, change: 'changed', part },
      );
    return [
      other({ askOf: 'school' }, 'asked of'),
      other({ withinDays: must.withinDays + 1 }, 'asked within'),
      other({ safety: true }, 'a safety question'),
      other({ fromAgeMonths: 36 }, 'asked from the age of'),
      other({ toAgeMonths: 99 }, 'asked until the age of'),
      change(
        set,
        { mustKnow: { slt: known.filter((one) => one !== must) } },
        { about: 'must_know', id, change: 'removed' },
      ),
    ];
  });
}

function ofFamilyWords(set: RuleSet): OneChange[] {
  return [
    change(
      set,
      { familyReasons: { getting_harder: 'It is harder.' } },
      { about: 'family_words', id: 'getting_harder', change: 'changed' },
    ),
    change(set, { familyReasons: {} }, { about: 'family_words', id: 'getting_harder', change: 'removed' }),
  ];
}

function ofNeeds(set: RuleSet): OneChange[] {
  const conditions: Group = { all: [{ fact: 'self_harm', operator: 'equal', value: 'current' }] };
  const need = { domain: 'mental_health' as const, source: 'Invented.', conditions };
  const added = change(
    set,
    { needs: [...set.needs, need] },
    { about: 'need', id: 'mental_health', change: 'added' },
  );
  return [added];
}

function ofRules(set: RuleSet): OneChange[] {
  const sum = set.combine === 'sum';
  const anyRule: Group = { all: [{ fact: 'looked_after', operator: 'equal', value: 'yes' }] };
  const added = sum ? pointsRule('extra', 1, anyRule) : bandRule('extra', 'high', anyRule);
  return [
    change(set, { rules: [...set.rules, added] }, { about: 'rule', id: 'extra', change: 'added' }),
    ...set.rules.flatMap((rule) => [
      change(
        set,
        { rules: set.rules.filter((one) => one !== rule) },
        { about: 'rule', id: rule.id, change: 'removed' },
      ),
      ...ofRule(rule).map(({ by, part }) =>
        change(
          set,
          { rules: set.rules.map((one) => (one === rule ? { ...rule, ...by } : one)) },
          { about: 'rule', id: rule.id, change: 'changed', part },
        ),
      ),
    ]),
  ];
}

function ofRule(rule: Rule): { by: Partial<Rule>; part: string }[] {
  const meant = keyOf(plainly(rule.conditions));
  return [
    { by: { title: 'Another' }, part: 'title' },
    { by: { source: 'Another.' }, part: 'source' },
    { by: { services: ['slt'] }, part: 'lists' },
    { by: { event: otherReason(rule.event, { clinician: 'Otherwise.' }) }, part: 'what clinicians read' },
    { by: { event: otherReason(rule.event, { family: 'getting_harder' }) }, part: 'what families read' },
    ...otherEvents(rule.event),
    ...otherConditions(rule.conditions)
      .filter((conditions) => keyOf(plainly(conditions)) !== meant)
      .map((conditions) => ({ by: { conditions: conditions as Group }, part: 'holds where' })),
  ];
}

function otherReason(event: RuleEvent, by: Partial<RuleEvent['params']['reason']>): RuleEvent {
  return { ...event, params: { ...event.params, reason: { ...event.params.reason, ...by } } } as RuleEvent;
}

function otherEvents(event: RuleEvent): { by: Partial<Rule>; part: string }[] {
  const { reason } = event.params;
  const flag: RuleEvent = { type: 'flag', params: { board: 'locality', reason } };
  const gives = { by: { event: flag }, part: 'gives' };
  if (event.type === 'points')
    return [gives, { by: { event: { ...event, params: { ...event.params, points: 99 } } }, part: 'points' }];
  if (event.type !== 'band') return [gives];
  const band = event.params.band === 'high' ? 'medium' : 'high';
  return [
    gives,
    { by: { event: { ...event, params: { ...event.params, band } } }, part: 'at least this band' },
  ];
}

/** The condition with one of its comparisons, or one of its groups, otherwise. */
function otherConditions(condition: Condition): Condition[] {
  if (!isGroup(condition)) return otherLeaves(condition);
  const parts = partsOf(condition);
  const as = (those: readonly Condition[]): Group => ('all' in condition ? { all: those } : { any: those });
  return [
    'all' in condition ? { any: parts } : { all: parts },
    as([...parts, { fact: 'looked_after', operator: 'equal', value: 'yes' }]),
    ...parts.flatMap((part, i) => [
      ...(parts.length > 1 ? [as(parts.filter((_, j) => j !== i))] : []),
      ...otherConditions(part).map((other) => as(parts.map((one, j) => (j === i ? other : one)))),
    ]),
  ];
}

function otherLeaves(leaf: Leaf): Leaf[] {
  const { operator, value } = leaf;
  if (Array.isArray(value)) return [{ ...leaf, operator: operator === 'in' ? 'notIn' : 'in' }];
  if (typeof value !== 'number')
    return [
      { ...leaf, operator: operator === 'equal' ? 'notEqual' : 'equal' },
      { fact: 'child_in_need', operator: 'equal', value: 'yes' },
    ];
  return [
    { ...leaf, value: value + 1 },
    { ...leaf, operator: operator === 'lessThan' ? 'greaterThan' : 'lessThan' },
  ];
}
