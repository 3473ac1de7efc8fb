import fc from 'fast-check';
import { addDays, plainDate, type PlainDate } from '../../src/kernel/plain-date.js';
import type { Fact, FactDefinition, FactSource } from '../../src/facts/fact.js';
import { vocabulary } from '../../src/facts/vocabulary.js';
import { serviceLineIds } from '../../src/referrals/service-line.js';
import { loadRules } from '../../src/rule-sets/load-rules.js';
import type { LoadedRuleSet } from '../../src/rule-sets/rule-set.js';
import { readRules, rulesDirectory } from '../../src/rule-sets/rules.reader.js';
import type { DecisionInput } from '../../src/triage/decision.js';

export const today = plainDate('2026-11-15');

/** The shipped starter set. */
export function shippedSet(): LoadedRuleSet {
  const { manifest, files } = readRules(rulesDirectory());
  const loaded = loadRules(manifest, files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const [set] = loaded.value;
  if (!set) throw new Error('rules/ is empty');
  return { set: set.set, hash: set.hash };
}

/** Values of a code that lie on both sides of the thresholds rules use. */
export function valuesOf(definition: FactDefinition): readonly string[] {
  switch (definition.type) {
    case 'yes_no':
      return ['no', 'yes'];
    case 'one_of':
      return definition.values ?? [];
    case 'date':
      return ['2027-01-31'];
    case 'count':
    default: {
      const [least, most] = definition.range ?? [0, 0];
      const some = [0, 1, 2, 3, 4, 6, 9, 12, 16, 20, 49, 50, 190, 380, 400];
      return [...new Set([least, ...some.filter((n) => n > least && n < most), most])].map(String);
    }
  }
}

export interface FactsLike {
  /** At most so many facts. */
  most?: number;
  /** Which codes; all where absent. */
  codes?: (definition: FactDefinition) => boolean;
  /** The source says one thing about each code, once. */
  onceASource?: boolean;
}

/** A child on one to three lists with facts from several sources; the referral decided is on the first list. */
export function anyChild(like: FactsLike = {}): fc.Arbitrary<Omit<DecisionInput, 'ruleSet'>> {
  const definitions = vocabulary.filter(like.codes ?? (() => true));
  const sources = ['parent', 'school', 'clinician', 'council'] as const;
  const lists = fc.uniqueArray(
    fc.record({
      service: fc.constantFrom(...serviceLineIds),
      waited: fc.integer({ min: 0, max: 700 }),
      closed: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined, freq: 4 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ service }) => service },
  );
  const fact = fc.constantFrom(...definitions).chain((definition) =>
    fc.record({
      definition: fc.constant(definition),
      value: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...valuesOf(definition)) },
        { weight: 1, arbitrary: fc.constant('unknown') },
      ),
      source: fc.constantFrom<FactSource>(...sources),
      daysAgo: fc.integer({ min: 0, max: 500 }),
      list: fc.nat({ max: 2 }),
    }),
  );
  return fc
    .record({
      ageDays: fc.integer({ min: 200, max: 6900 }),
      lists,
      facts: fc.array(fact, { maxLength: like.most ?? 12 }),
    })
    .map(({ ageDays, lists: drawn, facts }) => {
      const entries = drawn.map(({ service, waited, closed }, i) => {
        const waitingSince = addDays(today, -Math.min(waited, ageDays - 1));
        return {
          referralId: `r-${service}`,
          service,
          waitingSince,
          closedOn: i > 0 && closed !== undefined && closed < waited ? addDays(today, -closed) : null,
        };
      });
      const [first] = entries;
      if (!first) throw new Error('at least one list');
      const seen = new Set<string>();
      const kept = facts.flatMap(({ definition, value, source, daysAgo, list }, i): Fact[] => {
        const entry = entries[list % entries.length] ?? first;
        const referralId = definition.subject === 'referral' ? entry.referralId : null;
        const neutral = definition.concern === 'neutral';
        const recordedOn = addDays(today, -Math.min(daysAgo, ageDays - 1));
        const voice = [definition.code, referralId, ...(like.onceASource && neutral ? [] : [source])];
        const key = [...voice, ...(like.onceASource ? [] : [recordedOn])].join(' ');
        if (seen.has(key)) return [];
        seen.add(key);
        const id = `f${String(i).padStart(3, '0')}`;
        return [
          {
            id,
            childId: 'child',
            referralId,
            code: definition.code,
            value,
            source,
            organisation: source,
            recordedOn,
            withdrawnOn: null,
          },
        ];
      });
      return {
        referral: { id: first.referralId, service: first.service, waitingSince: first.waitingSince },
        child: { id: 'child', birthDate: addDays(today, -ageDays) },
        lists: entries,
        facts: kept,
        standing: null,
        confirmations: [],
        on: today,
      };
    });
}

export function onDay<T extends { on: PlainDate }>(input: T, on: PlainDate): T {
  return { ...input, on };
}
