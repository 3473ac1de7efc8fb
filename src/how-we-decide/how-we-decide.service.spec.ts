import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../../test/support/clock.js';
import { smallSet } from '../../test/support/rule-sets.js';
import { plainDate } from '../kernel/plain-date.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { HowWeDecideService } from './how-we-decide.service.js';

const oneCase = {
  title: 'Getting worse is high',
  service: 'slt',
  born: '2020-01-01',
  on: '2026-11-15',
  waitingSince: '2026-05-01',
  facts: [
    { code: 'getting_worse', value: 'yes', source: 'parent', organisation: 'NR5', recordedOn: '2026-11-01' },
  ],
  expect: { band: 'high' },
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Version, first day, and whether it is published. */
function serviceWith(versions: readonly (readonly [string, string, boolean])[], clock: FakeClock) {
  const manifest: Record<string, { sha256: string; published: boolean }> = {};
  for (const [version, from, published] of versions) {
    const text = JSON.stringify(smallSet({ version, effectiveFrom: plainDate(from) }));
    const folder = join(directory, 'small', version);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'rule-set.json'), text);
    writeFileSync(join(folder, 'cases.json'), JSON.stringify({ cases: [oneCase] }));
    manifest[`small@${version}`] = { sha256: createHash('sha256').update(text).digest('hex'), published };
  }
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  return new HowWeDecideService(new RuleSetRegistry(directory), clock);
}
function toldOf(versions: readonly (readonly [string, string, boolean])[]) {
  const [told] = serviceWith(versions, new FakeClock('2026-11-22')).today();
  return { agreed: told?.agreed, log: told?.log.map(({ version, since }) => [version, since]) };
}

describe('what families are told of the rules in force', () => {
  it('has the first day of each version that was agreed, and no day of one that was not', () => {
    expect(
      toldOf([
        ['1.0.0', '2026-01-01', false],
        ['1.1.0', '2026-03-01', true],
        ['1.2.0', '2026-06-01', false],
        ['1.3.0', '2026-09-01', true],
      ]),
    ).toEqual({
      agreed: true,
      log: [
        ['1.3.0', '2026-09-01'],
        ['1.2.0', null],
        ['1.1.0', '2026-03-01'],
        ['1.0.0', null],
      ],
    });
  });

  it('is worked out once for a version, and is another version’s from the day that one counts', () => {
    const clock = new FakeClock('2026-11-22');
    const service = serviceWith(
      [
        ['1.0.0', '2026-01-01', true],
        ['1.1.0', '2026-11-23', true],
      ],
      clock,
    );
    const [before] = service.today();
    expect(service.today()[0]).toBe(before);
    clock.set('2026-11-23T00:00:00Z');
    const [after] = service.today();
    expect([before, after].map((told) => [told?.version, told?.log.length])).toEqual([
      ['1.0.0', 1],
      ['1.1.0', 2],
    ]);
    clock.set('2026-11-22T23:59:59Z');
    expect(service.today()[0]).toBe(before);
  });

  it('has no day at all while nobody has agreed', () => {
    expect(toldOf([['1.0.0', '2026-01-01', false]])).toEqual({ agreed: false, log: [['1.0.0', null]] });
  });
});
