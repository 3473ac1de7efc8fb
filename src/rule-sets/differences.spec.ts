import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRuleSet } from '../../test/support/arbitrary-rules.js';
import { oneChanges } from '../../test/support/one-change.js';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import { vocabulary } from '../facts/vocabulary.js';
import { plainDate } from '../kernel/plain-date.js';
import { keyOf, plainly } from './condition-meaning.js';
import { conditionWords } from './condition-words.js';
import { differences } from './differences.js';
import { differencesText, differenceWords } from './difference-words.js';
import { derivedFacts, type Condition, type Group, type Rule, type RuleSet } from './rule-set.js';
import { readRules, rulesDirectory } from './rules.reader.js';
import { ruleFactWords } from './rule-fact-words.js';
import { parseAnySet } from './parse-rule-set.js';
import type { ToolSet } from './tool-set.js';
import { givesWords } from './rule-words.js';
import { wordingOf } from './wording.js';

const seed = 20_261_125;

/** Every list turned round, in conditions too, and every group wrapped once more: another file, the same rules. */
function writtenOtherwise(set: RuleSet): RuleSet {
  const condition = (one: Condition): Condition =>
    'all' in one
      ? { all: [{ all: [...one.all].reverse().map(condition) }] }
      : 'any' in one
        ? { any: [...one.any, ...one.any].reverse().map(condition) }
        : one;
  return {
    ...set,
    bands: [...set.bands].reverse(),
    serviceLines: [...set.serviceLines].reverse(),
    mustKnow: Object.fromEntries(
      Object.entries(set.mustKnow).map(([line, facts]) => [line, [...facts].reverse()]),
    ),
    rules: [...set.rules].reverse().map((rule): Rule => ({
      ...rule,
      conditions: condition(rule.conditions) as Group,
    })),
  };
}

const hardOrWorse = (least: number): Condition[] => [
  { fact: 'functional_impact', operator: 'greaterThanInclusive', value: least },
  { fact: 'getting_worse', operator: 'equal', value: 'yes' },
];
const impactFrom = (least: number): Rule => bandRule('hard', 'high', { all: hardOrWorse(least) });
const say = (before: Partial<RuleSet>, after: Partial<RuleSet>): string[] =>
  differences(smallSet(before), smallSet(after)).map(differenceWords);

describe('the differences between two versions of a rule set', () => {
  it('are none between a set and itself', () => {
    fc.assert(
      fc.property(anyRuleSet, (set) => {
        expect(differences(set, structuredClone(set))).toEqual([]);
      }),
      { seed, numRuns: 200 },
    );
    expect(differencesText([])).toBe('No difference in what they mean or say.');
  });

  it('name every single change, and nothing else', () => {
    fc.assert(
      fc.property(anyRuleSet, fc.nat(), (set, pick) => {
        const ways = oneChanges(set);
        const way = ways[pick % ways.length];
        if (!way) throw new Error('a set can always be changed');
        for (const [before, after, says] of [
          [set, way.changed, way.says],
          [way.changed, set, back(way.says)],
        ] as const) {
          const found = differences(before, after);
          expect(found).toHaveLength(1);
          expect(found[0]).toMatchObject(says);
          expect(found[0]?.was).not.toBe(found[0]?.now);
          expect(differenceWords(found[0] ?? never())).toContain(says.part ?? says.id ?? '');
        }
      }),
      { seed, numRuns: 250 },
    );
  });

  it('do not depend on the order of rules, bands and lists, nor on how a condition is written', () => {
    fc.assert(
      fc.property(anyRuleSet, (set) => {
        fc.pre(set.combine !== 'first-match');
        expect(differences(set, writtenOtherwise(set))).toEqual([]);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('tell of rules tried in another order where the first that matches decides', () => {
    const first = smallSet({ combine: 'first-match' });
    const turned = { ...first, rules: [...first.rules].reverse() };
    expect(differences(first, turned).map(differenceWords)).toEqual([
      'order in which rules are tried: was provider-priority, then getting-worse; now getting-worse, then provider-priority',
    ]);
  });

  it('say a changed condition as what it was and what it is now', () => {
    expect(say({ rules: [impactFrom(3)] }, { rules: [impactFrom(2)] })).toEqual([
      'Rule hard (hard), holds where: functional impact on daily life: was 3 or more; now 2 or more',
    ]);
  });

  it('say what must be so as well, and what is enough too', () => {
    const leaf = { fact: 'age_months', operator: 'greaterThanInclusive', value: 30 } as const;
    const other = { fact: 'self_harm', operator: 'in', value: ['past', 'current'] } as const;
    expect(
      say(
        { rules: [bandRule('a', 'high', { all: [leaf] }), bandRule('b', 'high', { any: [leaf] })] },
        {
          rules: [
            bandRule('a', 'high', { all: [leaf, other] }),
            bandRule('b', 'high', { any: [leaf, { all: [other, leaf] }, other] }),
          ],
        },
      ),
    ).toEqual([
      'Rule a (a), holds where: must now be so as well: self-harm: one of current or past',
      'Rule b (b), holds where: is now enough too: age: 2 years 6 months or more; and self-harm: one of current or past. is now enough too: self-harm: one of current or past',
    ]);
  });

  it('say one change inside a group as that one change', () => {
    const within = (least: number): Rule =>
      bandRule('c', 'high', {
        all: [{ fact: 'self_harm', operator: 'equal', value: 'past' }, { any: hardOrWorse(least) }],
      });
    expect(say({ rules: [within(3)] }, { rules: [within(2)] })).toEqual([
      'Rule c (c), holds where: where it said “functional impact on daily life: 3 or more; or parent or child reports that things have got worse: yes”: functional impact on daily life: was 3 or more; now 2 or more',
    ]);
  });

  it('say what kind of flag a rule raises, and that it was not said before', () => {
    const flag = (more: object): Rule => ({
      ...bandRule('f', 'high', { all: [{ fact: 'looked_after', operator: 'equal', value: 'yes' }] }),
      event: {
        type: 'flag',
        params: { board: 'locality', reason: { clinician: 'Soon 16.', family: null }, ...more },
      },
    });
    expect(say({ rules: [flag({})] }, { rules: [flag({ kind: 'transition' })] })).toEqual([
      'Rule f (f), kind of flag: was not said; now a transition is ahead',
    ]);
    expect(givesWords(flag({ kind: 'cohort' }).event)).toBe(
      'a flag for the locality meeting: one of a group to look at together',
    );
    expect(givesWords(flag({}).event)).toBe('a flag for the locality meeting');
  });

  it('read as a page for whoever signs the version off', () => {
    const text = differencesText(
      differences(
        smallSet({ rules: [impactFrom(3)] }),
        smallSet({
          effectiveFrom: plainDate('2026-06-01'),
          orderPolicy: { protectedBands: [], keptSlotsPercent: 10 },
          rules: [
            impactFrom(3),
            bandRule('care', 'urgent', { all: [{ fact: 'looked_after', operator: 'equal', value: 'yes' }] }),
          ],
        }),
      ),
    );
    expect(text.split('\n')).toEqual([
      '4 differences',
      '',
      'The set',
      '  - in force from: was 1 January 2026; now 1 June 2026',
      '',
      'The order',
      '  - Urgent is protected: was from the first day; now not at all',
      '  - slots kept for the longest relative waits: was 0%; now 10%',
      '',
      'Rules',
      '  - added: Rule care (care). If looked after by a local authority: yes: at least Urgent. Clinicians read: “Because of care.” Families read: nothing.',
    ]);
  });

  it('speak of a published tool in its own words', () => {
    const tool = (wait: string): ToolSet => {
      const { id, version, title, purpose, intendedUse, signOff, sources, licence, effectiveFrom } =
        smallSet();
      return {
        ...{ id, version, title, purpose, intendedUse, signOff, sources, licence, effectiveFrom },
        ...{ effectiveTo: null, polarity: 'lower_rank_is_more_urgent', combine: 'most-urgent' },
        kind: 'tool',
        verificationOnly: false,
        facts: [
          {
            code: 'steps',
            title: 'steps walked',
            type: 'count',
            range: [0, 99],
            concern: 'risk-low',
            meaning: '',
          },
        ],
        bands: [{ id: 'one', title: 'One', rank: 0, wait: { words: wait, withinDays: 30 } }],
        ...{ defaultBand: null, gaps: [], notEncoded: [], waitTables: [] },
        rules: [
          bandRule('walks', 'one', { all: [{ fact: 'steps', operator: 'lessThan', value: wait.length }] }),
        ],
      };
    };
    expect(differences(tool('a month'), tool('30 days or so')).map(differenceWords)).toEqual([
      'Rule walks (walks), holds where: steps walked: was under 7; now under 13',
      'One (one), published wait: was a month (within 30 days); now 30 days or so (within 30 days)',
    ]);
    expect(differences(tool('a month'), smallSet())[0]?.part).toBe('what it is for');
  });
});

describe('a condition in words', () => {
  it('reads alike only where it means the same', () => {
    fc.assert(
      fc.property(anyRuleSet, anyRuleSet, (one, other) => {
        const [a, b] = [one.rules[0]?.conditions, other.rules[0]?.conditions];
        if (!a || !b || conditionWords(a) !== conditionWords(b)) return;
        expect(keyOf(plainly(a))).toBe(keyOf(plainly(b)));
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('calls no two facts the same', () => {
    const names = [...vocabulary.map(({ code }) => code), ...derivedFacts].map(ruleFactWords);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('is found for every rule that is shipped, of published tools in their own words', () => {
    for (const { text } of readRules(rulesDirectory()).files) {
      const parsed = parseAnySet(text);
      if (!parsed.ok) throw new Error('a shipped set has a fault');
      const set = parsed.value;
      expect(differences(set, set)).toEqual([]);
      for (const { conditions } of set.rules)
        expect(conditionWords(conditions, wordingOf(set, set))).not.toMatch(/_|undefined/);
    }
  });
});

function back(says: OneSays): OneSays {
  const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const;
  return says.change === undefined ? says : { ...says, change: turned[says.change] };
}
type OneSays = ReturnType<typeof oneChanges>[number]['says'];

function never(): never {
  throw new Error('there is one difference');
}
