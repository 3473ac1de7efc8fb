import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyChild } from '../../test/support/arbitrary-children.js';
import { goldenCodes, goldenSets } from '../../test/support/golden-sets.js';
import type { Fact } from '../facts/fact.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { decide } from './decide.js';
import { ENGINE_VERSION, REFERENCE_ENGINE } from './engine-version.js';
import { keptReceipt, readReceipt, type StoredReceipt } from './receipt.js';
import { replay } from './replay.js';

/**
 * What this engine decided, kept for good: rule sets and receipts, one a line. Where one of them no longer comes to the
 * same, the meaning of a decision has changed: raise ENGINE_VERSION, then `WRITE_GOLDEN=yes` writes that engine's file.
 * A file that is there is never written again.
 */
const file = `test/fixtures/receipts/engine-${ENGINE_VERSION}.jsonl`;
if (process.env['WRITE_GOLDEN'] === 'yes' && !existsSync(file)) writeFileSync(file, goldenLines());

interface Line {
  ruleSet?: LoadedRuleSet;
  receipt?: StoredReceipt;
}
const lines = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const sets = new Map(lines.flatMap(({ ruleSet }) => (ruleSet ? [[ruleSet.set.id, ruleSet] as const] : [])));
const receipts = lines.flatMap(({ receipt }) => receipt ?? []);

function setOf(receipt: StoredReceipt): LoadedRuleSet {
  const set = sets.get(receipt.decision.ruleSetId);
  if (!set) throw new Error(`${file} lacks the set ${receipt.decision.ruleSetId}`);
  return set;
}

describe('the version of the engine', () => {
  it('stands for one meaning: what it decided once it decides again, to the last word', () => {
    for (const receipt of receipts) {
      expect(receipt.decision.engineVersion).toBe(ENGINE_VERSION);
      expect(replay(receipt, setOf(receipt))).toEqual({ identical: true, differences: [] });
    }
  });

  it('is pinned by decisions of every kind, kept in both formats', () => {
    const read = receipts.map((receipt) => readReceipt(receipt, setOf(receipt)).decision);
    const found = <T>(of: (decision: (typeof read)[number]) => readonly T[]): Set<T> =>
      new Set(read.flatMap(of));
    expect([...sets.values()].map(({ set }) => set.combine)).toEqual(['most-urgent', 'sum', 'first-match']);
    expect(found(({ band }) => [band]).size).toBe(4);
    expect(found(({ standing, band }) => [standing.band === band])).toEqual(new Set([true, false]));
    expect(found(({ actToday }) => [actToday])).toEqual(new Set([true, false]));
    expect(found(({ lowerProposal }) => [lowerProposal === null])).toEqual(new Set([true, false]));
    expect(found(({ fullBound, band }) => [fullBound.band === band])).toEqual(new Set([true, false]));
    expect(found(({ holdsUntil }) => [holdsUntil === null])).toEqual(new Set([true, false]));
    expect(found(({ asks }) => asks.map(({ safety }) => safety))).toEqual(new Set([true, false]));
    expect(found(({ reasons }) => reasons.map(({ event }) => event.type)).size).toBe(5);
    expect(found(({ needDomains }) => needDomains).size).toBe(2);
    expect(found(({ facts }) => facts.map(({ why }) => why)).size).toBeGreaterThan(3);
    expect(found(({ facts }) => facts.map(({ said }) => said.length > 1)).size).toBe(2);
    expect(receipts.filter((receipt) => !('format' in receipt)).length).toBeGreaterThan(5);
    expect(receipts.filter((receipt) => 'format' in receipt && receipt.format === 2).length).toBeGreaterThan(
      20,
    );
  });

  it('names the json-rules-engine that is installed', () => {
    const { name, version } = createRequire(import.meta.url)('json-rules-engine/package.json') as {
      name: string;
      version: string;
    };
    expect(REFERENCE_ENGINE).toBe(`${name} ${version}`);
  });
});

/** Generated children, some decided before and some looked at by a clinician; every fourth receipt in the first format. */
function goldenLines(): string {
  const child = fc.record({
    input: anyChild({ most: 9, codes: ({ code }) => goldenCodes.has(code) }),
    stood: fc.option(fc.constantFrom('urgent', 'high', 'medium'), { nil: null }),
    confirmed: fc.option(fc.constantFrom('medium', 'routine'), { nil: null }),
    silent: fc.nat({ max: 4 }),
    absent: fc.option(fc.constantFrom(10, 60, 150), { nil: null }),
  });
  const made = fc.sample(child, { seed: 20_261_115, numRuns: 28 }).map((drawn, nth) => {
    const ruleSet = goldenSets[nth % goldenSets.length];
    if (!ruleSet) throw new Error('no sets');
    const { on, referral } = drawn.input;
    const since = addDays(on, -30) > referral.waitingSince ? addDays(on, -30) : referral.waitingSince;
    const input = {
      ...drawn.input,
      facts: drawn.silent === 0 ? [] : [...drawn.input.facts, ...absence(drawn.absent, since)],
      standing: drawn.stood && { band: drawn.stood, since, decisionId: 'd1' },
      confirmations: drawn.confirmed
        ? [{ band: drawn.confirmed, on: since, by: 'Dr A', decisionId: 'd0' }]
        : [],
      ruleSet,
    };
    const decision = decide(input, `${ruleSet.set.id}@${ruleSet.set.version} is the only one`);
    const { ruleSet: _ruleSet, ...kept } = input;
    return { receipt: nth % 4 === 3 ? { input: kept, decision } : keptReceipt({ input, decision }) };
  });
  return [...goldenSets.map((ruleSet) => ({ ruleSet })), ...made]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** What a school says of one day: so many half days missed of 190. */
function absence(absent: number | null, recordedOn: PlainDate): Fact[] {
  if (absent === null) return [];
  const said = { childId: 'child', referralId: null, source: 'school', organisation: 'school-2' } as const;
  return [['school_sessions_absent', absent] as const, ['school_sessions_possible', 190] as const].map(
    ([code, value]) => ({
      ...said,
      id: code,
      code,
      value: String(value),
      recordedOn,
      withdrawnOn: null,
    }),
  );
}
