import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bandRule, smallSet } from '../../test/support/rule-sets.js';
import { smallTool } from '../../test/support/tools.js';
import { plainDate } from '../kernel/plain-date.js';
import { RuleSetRegistry } from './rule-set.registry.js';
import type { RuleSet } from './rule-set.js';

let directory: string;
let manifest: Record<string, { sha256: string; published: boolean }>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'));
  manifest = {};
});
afterEach(() => rmSync(directory, { recursive: true }));

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

function write(
  changes: Partial<RuleSet> = {},
  published = true,
  cases: unknown = { cases: [oneCase] },
): RuleSet {
  const set = smallSet(changes);
  writeFiles(set, published, cases);
  return set;
}

function writeFiles(set: { id: string; version: string }, published: boolean, cases: unknown): void {
  const folder = join(directory, set.id, set.version);
  const text = JSON.stringify(set);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'rule-set.json'), text);
  if (cases !== null) writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
  manifest[`${set.id}@${set.version}`] = {
    sha256: createHash('sha256').update(text).digest('hex'),
    published,
  };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
}

const on = plainDate('2026-11-15');

describe('the registry', () => {
  it('knows what it read, by id and version, each with its hash', async () => {
    const set = write();
    const registry = new RuleSetRegistry(directory);
    await registry.onModuleInit();
    expect(registry.find('small', '1.0.0')).toEqual({ set, hash: manifest['small@1.0.0']?.sha256 });
    expect(registry.find('small', '9.0.0')).toBeUndefined();
    expect(registry.all()).toHaveLength(1);
  });

  it('never chooses a published tool, published, in force and newest as it may be', async () => {
    const set = write({ effectiveFrom: plainDate('2026-01-01') }, false);
    const { waitTables: _, ...tool } = smallTool({ effectiveFrom: plainDate('2026-11-01') });
    const worked = { title: 'Rated 4', facts: { rating: 4 }, expect: { result: 'band', band: 'p1' } };
    writeFiles(tool, true, { cases: [worked] });
    const registry = new RuleSetRegistry(directory);
    await registry.onModuleInit();
    expect(registry.inForce('slt', on).ruleSet.set).toEqual(set);
    expect(() => registry.inForce('tool', on)).toThrow(/no rule set is in force for tool/);
    expect(registry.changesOn('slt', plainDate('2026-10-01'))).toBeNull();
    expect(registry.all().map(({ set: { id } }) => id)).toEqual(['small']);
    expect(registry.find('small-tool', '1.0.0')).toBeUndefined();
  });

  it('does not start where a published tool has a fault', () => {
    write();
    writeFiles(smallTool(), true, {
      cases: [{ title: 'Misspelt', facts: { rated: 4 }, expect: { result: 'gap' } }],
    });
    expect(() => new RuleSetRegistry(directory)).toThrow(
      /small-tool@1\.0\.0 cases\[0\]\.facts\.rated: is not a fact of small-tool/,
    );
  });

  it('does not start where a tool calls a band as the queue does', () => {
    write();
    const renamed = JSON.stringify(smallTool()).replaceAll('"p1"', '"urgent"');
    const { waitTables: _, ...tool } = JSON.parse(renamed) as ReturnType<typeof smallTool>;
    const worked = { title: 'Rated 4', facts: { rating: 4 }, expect: { result: 'band', band: 'urgent' } };
    writeFiles(tool, false, { cases: [worked] });
    expect(() => new RuleSetRegistry(directory)).toThrow(
      /small-tool@1\.0\.0 bands \(urgent\): is called as a band of small@1\.0\.0, which decides the queue/,
    );
  });

  it('chooses the published version with the latest start by that day, and says why', () => {
    write({ version: '1.0.0', effectiveFrom: plainDate('2026-01-01') });
    write({ version: '1.1.0', effectiveFrom: plainDate('2026-11-15') });
    write({ version: '2.0.0', effectiveFrom: plainDate('2026-12-01') });
    write({ version: '3.0.0', effectiveFrom: plainDate('2026-02-01') }, false);
    const registry = new RuleSetRegistry(directory);
    expect(registry.inForce('slt', plainDate('2026-11-14')).ruleSet.set.version).toBe('1.0.0');
    expect(registry.inForce('slt', on).ruleSet.set.version).toBe('1.1.0');
    expect(registry.inForce('slt', on).reason).toBe(
      'small@1.1.0 is the latest published version for slt in force on the day, since 2026-11-15',
    );
    expect(registry.changesOn('slt', on)).toBe('2026-12-01');
    expect(registry.changesOn('slt', plainDate('2026-12-01'))).toBeNull();
  });

  it('falls back on a version not published yet only where none is, and says so', () => {
    write({}, false);
    expect(new RuleSetRegistry(directory).inForce('slt', on).reason).toMatch(
      /no published version is in force yet$/,
    );
  });

  it('has no answer outside the days of every version, or for a service no set speaks for', () => {
    write({ effectiveTo: plainDate('2026-11-14') });
    const registry = new RuleSetRegistry(directory);
    expect(registry.inForce('slt', plainDate('2026-11-14')).ruleSet.set.id).toBe('small');
    expect(() => registry.inForce('slt', on)).toThrow('no rule set is in force for slt on 2026-11-15');
    expect(() => registry.inForce('mental_health', on)).toThrow(/no rule set is in force/);
  });

  it('refuses to start where a published set was changed, if only by a space', () => {
    write();
    const file = join(directory, 'small', '1.0.0', 'rule-set.json');
    writeFileSync(file, `${JSON.stringify(smallSet())} `);
    expect(() => new RuleSetRegistry(directory)).toThrow(
      /small@1.0.0: was published and has been changed since/,
    );
  });

  it('refuses to start where the manifest does not know a set, or knows one that is gone', () => {
    write();
    writeFileSync(join(directory, 'manifest.json'), '{}');
    expect(() => new RuleSetRegistry(directory)).toThrow(/small@1.0.0: is not in manifest.json/);
    write();
    rmSync(join(directory, 'small'), { recursive: true });
    expect(() => new RuleSetRegistry(directory)).toThrow(/small@1.0.0: is in manifest.json but not in rules/);
  });

  it.each<[string, () => void, RegExp]>([
    ['lies in a folder of another version', () => moved(), /says small@1.0.0 but lies in small\/1.0.1/],
    ['has no worked cases', () => write({}, true, null), /cases.json: is missing/],
    [
      'has a case with a value that is none',
      () => write({}, true, { cases: [{ ...oneCase, facts: [{ ...oneCase.facts[0], value: 'maybe' }] }] }),
      /maybe is not a value of getting_worse/,
    ],
    [
      'ranks a child below the provider’s own priority',
      () => write({ rules: smallSet().rules.slice(1) }),
      /add a rule on provider_priority/,
    ],
    [
      'starts on the day of another version',
      () => {
        write();
        write({ version: '1.0.1' });
      },
      /both start on 2026-01-01/,
    ],
    [
      'speaks for a service another set speaks for',
      () => {
        write();
        write({ id: 'other' });
      },
      /both speak for slt at the same time/,
    ],
    [
      'has lost a band in which children may stand',
      () => {
        write();
        const bands = smallSet().bands.map((band) => (band.id === 'high' ? { ...band, id: 'soon' } : band));
        const rules = [
          ...smallSet().rules.slice(0, 1),
          bandRule('x', 'soon', { all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }] }),
        ];
        write({ version: '1.0.1', effectiveFrom: plainDate('2026-06-01'), bands, rules });
      },
      /has lost the band high/,
    ],
  ])('refuses to start where a set %s', (_title, arrange, sentence) => {
    arrange();
    expect(() => new RuleSetRegistry(directory)).toThrow(sentence);
  });

  function moved(): void {
    write({ version: '1.0.1' });
    const text = JSON.stringify(smallSet());
    writeFileSync(join(directory, 'small', '1.0.1', 'rule-set.json'), text);
    manifest['small@1.0.1'] = { sha256: createHash('sha256').update(text).digest('hex'), published: true };
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  }
});
