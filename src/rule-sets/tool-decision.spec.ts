import { describe, expect, it } from '@jest/globals';
import { smallTool } from '../../test/support/tools.js';
import { plainDate } from '../kernel/plain-date.js';
import type { FactValue } from '../facts/fact.js';
import { parseAnySet, parseRuleSet } from './parse-rule-set.js';
import type { Group, Rule, RuleEvent } from './rule-set.js';
import { askTool } from './tool-decision.js';
import { toolDifferencesFromEngine } from './tool-licence.js';

const answer = (facts: Record<string, FactValue>) => askTool(smallTool(), facts);
const bandsOf = (facts: Record<string, FactValue>) => answer(facts).allowed.map(({ band }) => band);

/** The small tool, with an emergency to which it gives no level. */
const withEmergency = () =>
  smallTool({
    rules: [
      ...smallTool().rules,
      {
        id: 'emergency',
        title: 'Emergency',
        source: 'Table 1',
        conditions: { all: [{ fact: 'acute', operator: 'equal', value: 'yes' }] },
        event: {
          type: 'route',
          params: {
            to: 'act_today',
            whatToDo: 'Ring now.',
            reason: { clinician: 'An emergency.', family: null },
          },
        },
      },
    ],
  });

describe('a published tool', () => {
  it('is read as it is, and is no set that decides the queue', () => {
    const { verificationOnly, waitTables, ...written } = smallTool();
    const parsed = parseAnySet(JSON.stringify(written));
    expect(parsed.ok ? [] : parsed.faults).toEqual([]);
    expect(parsed).toEqual({ ok: true, value: { ...written, verificationOnly, waitTables } });
    expect(parseRuleSet(JSON.stringify(written)).ok).toBe(false);
  });

  it('gives the band of the first rule that holds', () => {
    expect(answer({ rating: 4 })).toMatchObject({ result: 'band', band: 'p1', couldBe: 'p1', exact: true });
    expect(answer({ rating: 4 }).reasons.map(({ rule }) => rule)).toEqual(['worst']);
  });

  it('leaves an open result open: a clinician must choose', () => {
    expect(answer({ rating: 3 })).toMatchObject({
      result: 'choose',
      clinicianMustChoose: true,
      band: 'p2',
      couldBe: 'p1',
    });
    expect(bandsOf({ rating: 3 })).toEqual(['p1', 'p2']);
  });

  it('calls a gap a gap: one the table is known to leave, or where none of its rules holds', () => {
    expect(answer({ rating: 1 })).toMatchObject({
      result: 'gap',
      band: null,
      couldBe: null,
      allowed: [],
      gaps: [{ id: 'one', certain: true }],
    });
    expect(answer({ rating: 0, acute: 'no' })).toMatchObject({
      result: 'gap',
      gaps: [{ id: null, certain: true }],
    });
  });

  it('moves a band that was found, and lists every band it may be moved to', () => {
    const facts = { rating: 0, acute: 'yes' };
    expect(answer({ ...facts, harm: 'none' })).toMatchObject({ result: 'band', band: 'p3' });
    expect(answer({ ...facts, harm: 'severe' })).toMatchObject({
      result: 'choose',
      band: 'p2',
      couldBe: 'p1',
    });
    expect(answer({ ...facts, harm: 'moderate' }).advice).toMatchObject([
      { rule: 'some-harm', whatToDo: 'Tell the family doctor.' },
    ]);
  });

  it('keeps every outcome that unknown facts allow, and asks for them', () => {
    expect(answer({ rating: 0, acute: 'yes' })).toMatchObject({ result: 'ask', band: 'p3', couldBe: 'p1' });
    expect(answer({ rating: 0, acute: 'yes' }).asks.map(({ fact }) => fact)).toEqual(['harm']);
    expect(answer({ rating: 0 })).toMatchObject({ result: 'ask', band: null, couldBe: 'p1' });
    expect(answer({}).possible.map(({ rule }) => rule)).toContain('worst');
  });

  it('says which share of a published wait is used where days waited are given', () => {
    expect(answer({ rating: 3, days_waited: 14 }).allowed.map((band) => band.shareOfWaitPercent)).toEqual([
      466.7, 50,
    ]);
  });

  it('says whether a day lies within its dates', () => {
    const set = smallTool({ effectiveTo: plainDate('2026-01-31') });
    expect(askTool(set, {}, plainDate('2026-01-31')).inForce).toBe(true);
    expect(askTool(set, {}, plainDate('2026-02-01')).inForce).toBe(false);
    expect(askTool(set, {}).inForce).toBeNull();
  });

  it('asks for the age and the days waited too, where a rule turns on them', () => {
    const conditions: Group = {
      all: [
        { fact: 'age_months', operator: 'lessThan', value: 24 },
        { fact: 'days_waited', operator: 'greaterThan', value: 7 },
        { fact: 'acute', operator: 'equal', value: 'yes' },
      ],
    };
    const set = smallTool({ rules: smallTool().rules.map((rule) => ({ ...rule, conditions })) });
    expect(askTool(set, {}).asks.map(({ fact }) => fact)).toEqual(['age_months', 'days_waited', 'acute']);
    expect(askTool(set, { days_waited: 8, acute: 'yes' }).asks).toEqual([
      { fact: 'age_months', title: 'Age in completed months', meaning: 'How old the child is' },
    ]);
    expect(askTool(set, { age_months: 24 }).asks).toEqual([]);
  });

  it('gives no band in an emergency, nor the word of one, and asks nothing more', () => {
    const told = askTool(withEmergency(), { rating: 3, acute: 'yes', harm: 'moderate' });
    expect(told).toMatchObject({
      result: 'act_today',
      actToday: true,
      whatToDo: ['Ring now.'],
      ...{ band: null, couldBe: null, clinicianMustChoose: false, allowed: [], gaps: [], asks: [] },
    });
    expect(told.reasons.map(({ rule }) => rule)).toEqual(['emergency']);
    expect([told.possible, told.advice]).toEqual([[], []]);
    expect(askTool(withEmergency(), { rating: 1, acute: 'yes' })).toMatchObject({
      ...{ result: 'act_today', gaps: [], possible: [] },
    });
  });

  it('asks while an emergency is possible, however settled the band or the gap is', () => {
    for (const rating of [1, 3, 4]) {
      const open = askTool(withEmergency(), { rating, harm: 'none' });
      expect(open).toMatchObject({ result: 'ask', actToday: false });
      expect(open.asks.map(({ fact }) => fact)).toContain('acute');
    }
    expect(askTool(withEmergency(), { rating: 4, acute: 'no' })).toMatchObject({
      result: 'band',
      band: 'p1',
    });
  });

  it('stays sound beyond 4,096 cases, and says it is not exact', () => {
    const many = Array.from({ length: 16 }, (_, i) => `item_${i}`);
    const reason = { clinician: 'x', family: null };
    const set = smallTool({
      combine: 'sum',
      facts: many.map((code) => ({ code, title: code, type: 'yes_no', concern: 'risk-yes', meaning: code })),
      totals: [
        { band: 'p3', from: 0 },
        { band: 'p2', from: 7 },
        { band: 'p1', from: 9 },
      ],
      rules: many.flatMap((code, i): Rule[] => {
        const conditions: Group = { all: [{ fact: code, operator: 'equal', value: 'yes' }] };
        const points: RuleEvent = { type: 'points', params: { points: 1, reason } };
        const moves: RuleEvent = {
          type: 'modify',
          params: { moves: [{ from: 'p1', to: ['p3', 'p2'] }], reason },
        };
        const rule = { id: code.replace('_', '-'), title: code, source: 'x', conditions };
        return [{ ...rule, event: points }, ...(i === 15 ? [{ ...rule, id: 'moved', event: moves }] : [])];
      }),
    });
    const open = askTool(set, {});
    expect(open).toMatchObject({ exact: false, result: 'ask', total: { least: 0, most: 16 } });
    expect(open.allowed.map(({ band }) => band)).toEqual(['p1', 'p2', 'p3']);
    const all = Object.fromEntries(many.map((code) => [code, 'yes']));
    expect(askTool(set, all)).toMatchObject({ exact: true, result: 'choose', band: 'p3', couldBe: 'p2' });
  });

  it('means what json-rules-engine makes of it', async () => {
    const cases = [{}, { rating: 0 }, { harm: 'severe' }].map((facts, i) => ({
      title: String(i),
      facts: facts as Record<string, FactValue>,
    }));
    expect(await toolDifferencesFromEngine(smallTool(), cases)).toEqual([]);
  });
});
