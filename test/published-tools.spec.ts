import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../src/kernel/plain-date.js';
import { loadAllRules, type ReadyTool } from '../src/rule-sets/load-rules.js';
import { nameOf } from '../src/rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../src/rule-sets/rules.reader.js';
import { differencesFromCase } from '../src/rule-sets/tool-case.js';
import { askTool } from '../src/rule-sets/tool-decision.js';
import { everyCombination } from './support/iar-dst.js';

const { manifest, files } = readRules(rulesDirectory());
const loaded = loadAllRules(manifest, files);
const tools = loaded.ok ? loaded.value.tools : [];
const tool = (name: string): ReadyTool => {
  const found = tools.find(({ set }) => nameOf(set) === name);
  if (!found) throw new Error(`rules/ has no ${name}`);
  return found;
};

/** Tools whose publication has worked examples that could be read, and how many. */
const withExamples = { 'imperial-harm@1.0.0': 3, 'iar-dst@1.5.0': 3 };
const withoutExamples = [
  'alberta-paediatric-physiotherapy@1.0.0',
  'dundee-priority@1.0.0',
  'eichstedt-2021@1.0.0',
  'nhs-p-categories@1.0.0',
  'sirona-autism@1.0.0',
  'sirona-autism@2.0.0',
  'swalis-2020@1.0.0',
];
const told = [...Object.keys(withExamples), ...withoutExamples].map(tool);

describe('published examples', () => {
  for (const [name, examples] of Object.entries(withExamples))
    it(`${name} answers each as it was published`, () => {
      const { set, cases } = tool(name);
      const published = cases.filter(({ title }) => title.startsWith('Published: '));
      expect(published).toHaveLength(examples);
      expect(published.flatMap((worked) => differencesFromCase(worked, askTool(set, worked.facts)))).toEqual(
        [],
      );
    });

  it('are never invented: every other case is marked as ours', () => {
    const others = told.flatMap(({ cases }) => cases.filter(({ title }) => !title.startsWith('Ours: ')));
    expect(others).toHaveLength(Object.values(withExamples).reduce((sum, examples) => sum + examples, 0));
  });
});

describe('every published tool', () => {
  it('has a worked case that certainly falls into each of its gaps', () => {
    const without = tools.flatMap(({ set, cases }) => {
      const gaps = cases.flatMap(({ facts }) => askTool(set, facts).gaps);
      const found = new Set(gaps.filter(({ certain }) => certain).map(({ id }) => id));
      return set.gaps.filter(({ id }) => !found.has(id)).map(({ id }) => `${nameOf(set)} ${id}`);
    });
    expect(without).toEqual([]);
  });

  it('has a worked case that names each of its rules', () => {
    const without = told.flatMap(({ set, cases }) => {
      const named = new Set(
        cases.flatMap(({ expect: { reasons = [], advice = [] } }) => [...reasons, ...advice]),
      );
      return set.rules.filter(({ id }) => !named.has(id)).map(({ id }) => `${nameOf(set)} ${id}`);
    });
    expect(without).toEqual([]);
  });

  it('has a worked case in which nothing is known, and guesses nothing then', () => {
    for (const { set, cases } of tools) {
      const unknown = cases.find(({ facts }) => Object.keys(facts).length === 0);
      expect([nameOf(set), unknown?.expect.result]).toEqual([
        nameOf(set),
        expect.stringMatching(/^(ask|gap)$/),
      ]);
      expect(unknown && differencesFromCase(unknown, askTool(set, {}))).toEqual([]);
    }
  });

  it('calls no band as the queue does, and says in its answer that it does not decide the queue', () => {
    const queues = loaded.ok ? loaded.value.sets.flatMap(({ set }) => set.bands.map(({ id }) => id)) : [];
    expect(queues).toEqual(expect.arrayContaining(['urgent', 'high', 'medium', 'routine']));
    for (const { set } of tools) {
      expect(set.bands.filter(({ id }) => queues.includes(id))).toEqual([]);
      expect(askTool(set, {}).decidesTheQueue).toBe(false);
    }
  });

  it('asks for the age where nothing is known and its rules turn on it', () => {
    const aged = tools.filter(({ set }) => JSON.stringify(set.rules).includes('"fact":"age_'));
    expect(aged.length).toBeGreaterThan(0);
    const silent = aged.filter(({ set }) => !askTool(set, {}).asks.some(({ fact }) => /^age_/.test(fact)));
    expect(silent.map(({ set }) => nameOf(set))).toEqual([]);
  });

  it('says where it comes from, that its words are ours and that nobody endorsed or signed it off', () => {
    for (const { set, published } of told) {
      expect(set.sources.map(({ where }) => where).join(' ')).toMatch(/https:\/\//);
      expect(set.licence).toMatch(/in our own words/);
      expect(set.licence).toMatch(/[Nn]ot endorsed/);
      expect(set.signOff).toMatch(/^Not signed off|^Nobody/);
      expect(published).toBe(false);
    }
  });

  it('is for verification only where its owner or its history asks for it', () => {
    const only = tools.filter(({ set }) => set.verificationOnly).map(({ set }) => nameOf(set));
    expect(only).toEqual(['iar-dst@1.5.0', 'sirona-autism@1.0.0', 'sirona-autism@2.0.0']);
    for (const name of only)
      expect(tool(name).set.intendedUse).toMatch(/^Verification only.*[Nn]ever a default/);
  });
});

describe('IAR-DST', () => {
  it('puts each of the 390,625 combinations of ratings on one pathway, the one its table says, in the known numbers', () => {
    const { set } = tool('iar-dst@1.5.0');
    const counts = new Map<string, number>();
    let wrong = 0;
    for (const [pathways, expected] of everyCombination(set)) {
      if (pathways.length !== 1 || pathways[0] !== `pathway-${expected}`) wrong++;
      counts.set(`pathway-${expected}`, (counts.get(`pathway-${expected}`) ?? 0) + 1);
    }
    expect(wrong).toBe(0);
    expect(Object.fromEntries(counts)).toEqual({
      'pathway-1': 190_625,
      'pathway-2': 256,
      'pathway-3': 1664,
      'pathway-4': 2880,
      'pathway-5': 5200,
      'pathway-6': 5000,
      'pathway-7': 85_000,
      'pathway-8': 5000,
      'pathway-9': 45_000,
      'pathway-10': 5000,
      'pathway-11': 45_000,
    });
  });
});

describe('SWALIS-2020', () => {
  it('scores days waited as a percentage of the longest wait of the class, over 100 past the target', () => {
    const { set } = tool('swalis-2020@1.0.0');
    const score = (swalis_class: string, days_waited: number): number | null | undefined =>
      askTool(set, { swalis_class, days_waited }).allowed[0]?.shareOfWaitPercent;
    const longest = { A1: 15, A2: 21, A3: 30, B: 60, C: 180, D: 360 };
    for (const [urgency, days] of Object.entries(longest)) {
      expect(score(urgency, days)).toBe(100);
      expect(score(urgency, 0)).toBe(0);
      expect(score(urgency, 2 * days)).toBe(200);
    }
    expect(score('A3', 46)).toBe(153.3);
  });
});

describe('Dundee', () => {
  it('takes one child from the routine list for each one from the priority list', () => {
    expect(tool('dundee-priority@1.0.0').set.slotShares?.shares).toEqual({
      priority_list: 1,
      routine_list: 1,
    });
  });
});

describe('waits', () => {
  it('are days only where they can be counted; what is ours says so', () => {
    const days = (name: string): unknown[] =>
      tool(name).set.bands.map(({ wait }) => wait?.withinDays ?? [wait?.atLeastDays ?? null]);
    expect(days('nhs-p-categories@1.0.0')).toEqual([1, 3, 28, [null], [92]]);
    expect(days('imperial-harm@1.0.0')).toEqual([1, 3, 28, [null], [92]]);
    expect(days('swalis-2020@1.0.0')).toEqual([15, 21, 30, 60, 180, 360]);
    expect(days('eichstedt-2021@1.0.0')).toEqual([14, 30, 106, [122]]);
    expect(days('alberta-paediatric-physiotherapy@1.0.0')).toEqual([[null], [null], 14, 28, 28, 56]);
    for (const { wait } of tool('eichstedt-2021@1.0.0').set.bands)
      expect(wait?.words).toMatch(/is our number$/);
    expect(tool('nhs-p-categories@1.0.0').set.waitTables[0]?.waits['p3']?.withinDays).toBe(84);
  });
});

describe('Sirona', () => {
  it('has one version in force on every day from 1 March 2023, and says nothing of the criteria it does not know', () => {
    const inForce = (day: string): string[] =>
      ['sirona-autism@1.0.0', 'sirona-autism@2.0.0'].filter(
        (name) => askTool(tool(name).set, {}, plainDate(day)).inForce,
      );
    expect(['2023-02-28', '2023-03-01', '2023-04-27', '2023-04-28', '2026-11-15'].map(inForce)).toEqual([
      [],
      ['sirona-autism@1.0.0'],
      ['sirona-autism@1.0.0'],
      ['sirona-autism@2.0.0'],
      ['sirona-autism@2.0.0'],
    ]);
    for (const suspected_autism of ['yes', 'no'])
      expect(askTool(tool('sirona-autism@2.0.0').set, { suspected_autism }).result).toBe('gap');
  });
});
