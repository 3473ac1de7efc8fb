import { describe, expect, it } from '@jest/globals';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import { factDefinition } from '../facts/vocabulary.js';
import { plainDate } from '../kernel/plain-date.js';
import { parseRuleSet } from '../rule-sets/parse-rule-set.js';
import type { MustKnow, Rule, RuleSet } from '../rule-sets/rule-set.js';
import { readRules, rulesDirectory } from '../rule-sets/rules.reader.js';
import { whomWeAsk } from './family-words.js';
import { howWeDecide, type HowWeDecide } from './how-we-decide.js';
import { neverLookedAt } from './never-looked-at.js';
import { changedForFamilies } from './version-log.js';

const shipped = readRules(rulesDirectory())
  .files.map(({ text }) => parseRuleSet(text))
  .flatMap((parsed) => (parsed.ok ? [parsed.value] : []));

const rule = (id: string, band: string, family: string | null): Rule => {
  const made = bandRule(id, band, { all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }] });
  return {
    ...made,
    event: { type: 'band', params: { band, reason: { clinician: `Clinicians read of ${id}.`, family } } },
  };
};
const set = (changes: Partial<RuleSet> = {}): RuleSet =>
  smallSet({
    rules: [rule('gets-harder', 'high', 'getting_harder'), rule('secret', 'urgent', null)],
    ...changes,
  });

const decide = (sets: readonly RuleSet[], agreed: boolean): HowWeDecide =>
  howWeDecide(sets.map((one) => ({ set: one, agreed })));

describe('how we decide', () => {
  it('prints no word of any rule but those that are written for families', () => {
    expect(shipped.length).toBeGreaterThan(0);
    for (const one of [...shipped, set()]) {
      const printed = JSON.stringify(decide([one], true));
      for (const { id, title, source, event } of one.rules)
        for (const words of [id, title, source, event.params.reason.clinician])
          expect([id, printed.includes(JSON.stringify(words).slice(1, -1))]).toEqual([id, false]);
      expect(printed).not.toMatch(/self-harm|suicid|psychosis|child protection|looked after|social worker/i);
    }
  });

  it('says that there are more rules where some have no words for families, and nothing of them', () => {
    const { raises, moreRaises } = decide([set()], true);
    expect(raises).toEqual(['Things have got harder.']);
    expect(moreRaises).toBe(true);
    expect(decide([set({ rules: [rule('gets-harder', 'high', 'getting_harder')] })], true).moreRaises).toBe(
      false,
    );
  });

  it('names what parents and schools are asked, and not what anybody else is asked about safety', () => {
    const getsWorse: MustKnow = { fact: 'getting_worse', askOf: 'parent', withinDays: 14 };
    for (const askOf of ['child', 'school', 'clinician', 'council'] as const)
      for (const hidden of [
        { fact: 'self_harm', askOf, withinDays: 14, safety: true },
        { fact: 'feels_safe', askOf, withinDays: 14 },
        { fact: 'suicidal_ideation', askOf, withinDays: 14 },
        { fact: 'functional_impact', askOf, withinDays: 14, safety: true },
      ]) {
        const { asks, asksMore } = decide([set({ mustKnow: { slt: [getsWorse, hidden] } })], true);
        expect(asks).toEqual([{ of: 'parents and carers', about: ['if things have got worse'] }]);
        expect(asksMore).toBe(true);
      }
    expect(decide([set({ mustKnow: { slt: [getsWorse] } })], true).asksMore).toBe(false);
  });

  it('names of the shipped sets no question about safety that is not put to a parent', () => {
    for (const one of shipped) {
      const { asks, log } = decide([one, { ...one, mustKnow: {} }, one], true);
      for (const { fact, askOf, safety } of Object.values(one.mustKnow).flat()) {
        if (askOf === 'parent' || !safety) continue;
        const words = factDefinition(fact)?.meaning.family ?? '';
        expect([fact, words.length > 0]).toEqual([fact, true]);
        expect([
          fact,
          asks.some(({ of, about }) => of !== 'parents and carers' && about.includes(words)),
        ]).toEqual([fact, false]);
        expect([fact, JSON.stringify(log).includes(`${whomWeAsk[askOf]} ${words}`)]).toEqual([fact, false]);
      }
    }
  });

  it('says that the most urgent rule decides, and that rules are added up only where they are', () => {
    expect(decide([set()], true).together).toMatch(/the most urgent one decides. We do not add them up/);
    expect(decide([set({ combine: 'sum' })], true).together).toMatch(/we add them up/);
    expect(decide([set({ combine: 'first-match' })], true).together).toMatch(/The first one that is true/);
  });

  it('says how many places are kept for the longest relative waits', () => {
    const { protectedBands } = set().orderPolicy;
    expect(decide([set()], true).keptSlots).toBe(0);
    expect(decide([set({ orderPolicy: { protectedBands, keptSlotsPercent: 20 } })], true).keptSlots).toBe(20);
  });

  it('shows by an example of the list’s own order that the share of the safe wait decides', () => {
    expect(decide([set()], true).example).toEqual({
      children: [
        { name: 'Sam', band: 'Medium', safeWait: '12 weeks', waited: '6 weeks', share: 50 },
        { name: 'Ali', band: 'Routine', safeWait: '18 weeks', waited: '12 weeks', share: 67 },
      ],
      first: 'Ali',
      lessUrgentFirst: true,
    });
    const protectedBands = set().bands.map(({ id }) => ({ band: id, fromSharePercent: 0 }));
    const none = set({ orderPolicy: { protectedBands, keptSlotsPercent: 0 } });
    expect(decide([none], true).example).toBeNull();
  });
});

describe('what no rule may look at', () => {
  it.each(neverLookedAt.flatMap(({ words, named }) => named.map((code) => [words, code] as const)))(
    'is refused by the parser: %s (%s)',
    (_words, code) => {
      const conditions = { all: [{ fact: code, operator: 'equal' as const, value: 'yes' }] };
      const parsed = parseRuleSet(JSON.stringify(set({ rules: [bandRule('unfair', 'high', conditions)] })));
      expect(parsed.ok ? '' : parsed.faults.map(({ message }) => message).join()).toMatch(/is forbidden/);
    },
  );
});

describe('the log of versions', () => {
  const changed = (by: Partial<RuleSet>): readonly string[] => changedForFamilies(set(), set(by));

  it('says the newest first, each with what it changed, in family words', () => {
    const newer = set({ version: '1.1.0', effectiveFrom: plainDate('2026-06-01'), rules: [] });
    expect(decide([set(), newer], true).log).toEqual([
      {
        version: '1.1.0',
        since: '2026-06-01',
        changed: [
          'No longer a rule: “Things have got harder.”',
          'We changed some rules that we do not list here.',
        ],
      },
      { version: '1.0.0', since: '2026-01-01', changed: null },
    ]);
  });

  it('says no day of a version that was never agreed', () => {
    const newer = set({ version: '1.1.0', effectiveFrom: plainDate('2026-06-01') });
    expect(
      howWeDecide([
        { set: set(), agreed: false },
        { set: newer, agreed: true },
      ]).log.map(({ since }) => since),
    ).toEqual(['2026-06-01', null]);
    expect(JSON.stringify(decide([set(), newer], false))).not.toContain('2026');
  });

  it('says a safe wait as it was and as it is', () => {
    const [urgent, ...others] = set().bands;
    if (!urgent) throw new Error('a set has bands');
    expect(changed({ bands: [{ ...urgent, safeWaitDays: { default: 10 } }, ...others] })).toEqual([
      'Urgent: the safe wait was 14 days. Now it is 10 days.',
    ]);
  });

  it('never says the words of a rule that may no longer be told', () => {
    const [, secret] = set().rules;
    if (!secret) throw new Error('a set has rules');
    expect(changed({ rules: [rule('gets-harder', 'high', null), secret] })).toEqual([
      'We changed some rules that we do not list here.',
    ]);
  });

  it('says nothing of what changed for teams alone', () => {
    const rules = set().rules.map((one) => ({ ...one, title: 'Otherwise', source: 'Elsewhere.' }));
    expect(changed({ rules, licence: 'Another' })).toEqual([]);
  });
});
