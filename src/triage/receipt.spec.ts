import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyChild, shippedSet } from '../../test/support/arbitrary-children.js';
import { decide } from './decide.js';
import type { DecisionInput } from './decision.js';
import { keptReceipt, readReceipt, type KeptReceipt } from './receipt.js';
import { otherRules, replay } from './replay.js';

const ruleSet = shippedSet();
const why = 'the latest version in force on the day';

type Input = Omit<DecisionInput, 'ruleSet'>;

/** As the database gives it back: through JSON, its keys in another order (shorter ones first). */
function stored(input: Input): KeptReceipt {
  const kept = keptReceipt({ input: { ...input, ruleSet }, decision: decide({ ...input, ruleSet }, why) });
  return JSON.parse(JSON.stringify(kept), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1)))
      : value,
  ) as KeptReceipt;
}

const someInput = fc
  .tuple(anyChild({ most: 14 }), fc.constantFrom('usual', 'child_in_confidence', 'third_party'), fc.nat())
  .map(([input, confidence, nth]): Input => ({
    ...input,
    facts: input.facts.map((fact, i) => ({
      ...fact,
      confidence: i % 2 === 0 ? confidence : 'usual',
      withdrawnOn: i === nth % 9 ? input.on : null,
    })),
  }));

describe('a receipt', () => {
  it('is read back whole: the very decision, and every fact with its source, day and confidence', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        const { ruledOut, ...read } = readReceipt(stored(input), ruleSet);
        expect(read).toEqual({ input, decision: decide({ ...input, ruleSet }, why) });
        expect(ruledOut).toEqual(stored(input).rules.false);
      }),
      { numRuns: 60 },
    );
  });

  it('says of every rule that speaks for the service whether it holds, could hold, or cannot', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        const { rules } = stored(input);
        const speaking = ruleSet.set.rules.filter(
          ({ services }) => services?.includes(input.referral.service) ?? true,
        );
        expect([...rules.true, ...Object.keys(rules.unknown), ...rules.false].sort()).toEqual(
          speaking.map(({ id }) => id).sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('names by which engine, under which document, why that one, for which day and until when', () => {
    const [input] = fc.sample(someInput, { seed: 1, numRuns: 1 });
    if (!input) throw new Error('no child');
    expect(stored(input)).toMatchObject({
      format: 2,
      engine: { version: expect.any(String), reference: expect.stringMatching(/^json-rules-engine \d/) },
      decision: {
        ruleSetHash: ruleSet.hash,
        versionReason: why,
        decidedFor: input.on,
        band: expect.any(String),
        fullBound: { band: expect.any(String), exact: expect.any(Boolean) },
      },
    });
    expect(stored(input).decision).toHaveProperty('holdsUntil');
  });

  it('is less than a third of what is read from it: rules that could hold are named, not quoted', () => {
    const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
    let [kept, read] = [0, 0];
    for (const input of fc.sample(someInput, { seed: 1, numRuns: 100 })) {
      kept += bytes(stored(input));
      read += bytes(readReceipt(stored(input), ruleSet));
    }
    expect(kept).toBeLessThan(read / 3);
  });

  it('can be read where its rule set is not, or is another by now: rules that could hold without their words', () => {
    const [input] = fc.sample(someInput, { seed: 1, numRuns: 1 });
    if (!input) throw new Error('no child');
    const whole = readReceipt(stored(input), ruleSet);
    for (const other of [undefined, { ...ruleSet, hash: '0'.repeat(64) }]) {
      const read = readReceipt(stored(input), other);
      expect({ ...read.decision, possible: [] }).toEqual({ ...whole.decision, possible: [] });
      expect(read.decision.possible.map(({ ruleId, unknown }) => [ruleId, unknown])).toEqual(
        whole.decision.possible.map(({ ruleId, unknown }) => [ruleId, unknown]),
      );
      expect(read.decision.possible[0]?.reason.clinician).toMatch(/which is not here/);
    }
  });
});

describe('a receipt from before there was a format', () => {
  it('is read and replayed as it is, and what it does not say of rules is told from its rule set', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        const decision = decide({ ...input, ruleSet }, why);
        const old = JSON.parse(JSON.stringify({ input, decision }));
        expect(replay(old, ruleSet)).toEqual({ identical: true, differences: [] });
        expect(readReceipt(old, ruleSet)).toEqual({ ...old, ruledOut: stored(input).rules.false });
        expect(readReceipt(old, undefined)).toEqual({ ...old, ruledOut: null });
      }),
      { numRuns: 40 },
    );
  });
});

describe('replaying a receipt', () => {
  const input = fc.sample(someInput, { seed: 7, numRuns: 20 }).find(({ facts }) => facts.length > 4);
  if (!input) throw new Error('no child of whom enough was said');
  const receipt = stored(input);
  const tampered = (change: (copy: KeptReceipt) => unknown): readonly string[] => {
    const copy = structuredClone(receipt);
    change(copy);
    return replay(copy, ruleSet).differences;
  };

  it('comes to the same, whatever the child', () => {
    fc.assert(
      fc.property(someInput, (any) => {
        expect(replay(stored(any), ruleSet)).toEqual({ identical: true, differences: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('names what was changed in it, wherever that was', () => {
    const [rule] = receipt.rules.false;
    expect(tampered(({ decision }) => Object.assign(decision, { band: 'purple' }))).toEqual([
      `band: stored "purple", now "${receipt.decision.band}"`,
    ]);
    expect(tampered(({ rules }) => Object.assign(rules.unknown, { invented: [] }))).toEqual([
      'rules.unknown.invented: stored [], now undefined',
    ]);
    expect(tampered(({ rules }) => Object.assign(rules, { false: rules.false.slice(1) }))[0]).toContain(
      `now "${rule}"`,
    );
    expect(tampered(({ engine }) => Object.assign(engine, { version: '0' }))).toEqual([
      expect.stringMatching(/^engine\.version: stored "0", /),
    ]);
    // A fact quietly left out of what it was made from.
    expect(tampered((copy) => Object.assign(copy.input, { facts: copy.input.facts.slice(1) }))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^inputHash: /)]),
    );
  });

  it('does not mind by which engine it was decided, as long as this one comes to the same', () => {
    const older = structuredClone(receipt);
    Object.assign(older.decision, { engineVersion: '0' });
    Object.assign(older.engine, { version: '0' });
    expect(replay(older, ruleSet).differences).toEqual([expect.stringMatching(/^inputHash: /)]);
    const hash = /now "([0-9a-f]{64})"/.exec(replay(older, ruleSet).differences[0] ?? '')?.[1];
    Object.assign(older.decision, { inputHash: hash });
    expect(replay(older, ruleSet)).toEqual({ identical: true, differences: [] });
  });

  it('is refused under other rules', () => {
    expect(otherRules(receipt, ruleSet)).toBeNull();
    expect(replay(receipt, { ...ruleSet, hash: '0'.repeat(64) }).differences).toEqual([
      expect.stringMatching(/^the rules have changed/),
    ]);
    const other = { ...ruleSet, set: { ...ruleSet.set, version: '9.0.0' } };
    expect(replay(receipt, other).differences).toEqual([expect.stringMatching(/^decided under /)]);
  });
});
