import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { smallTool } from '../../test/support/tools.js';
import { rulesDirectory } from '../rule-sets/rules.reader.js';
import { rulesHashCommand } from '../triage/rules-hash.command.js';
import { rulesCheckCommand } from './rules-check.command.js';

let directory: string;
let said: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'));
  cpSync(join(rulesDirectory(), 'multi-need'), join(directory, 'multi-need'), { recursive: true });
  const { 'multi-need@1.0.0': entry } = JSON.parse(
    readFileSync(join(rulesDirectory(), 'manifest.json'), 'utf8'),
  );
  writeFileSync(manifest(), JSON.stringify({ 'multi-need@1.0.0': entry }));
  // One set and a few worked cases are enough here; test/rules.spec.ts runs them all.
  const { cases: all, orders } = JSON.parse(readFileSync(cases(), 'utf8'));
  writeFileSync(cases(), JSON.stringify({ cases: all.slice(0, 4), orders }));
  published(false);
  said = [];
  for (const stream of ['log', 'error'] as const)
    jest.spyOn(console, stream).mockImplementation((line: unknown) => void said.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const set = (): string => join(directory, 'multi-need', '1.0.0', 'rule-set.json');
const cases = (): string => join(directory, 'multi-need', '1.0.0', 'cases.json');
const manifest = (): string => join(directory, 'manifest.json');
const published = (yes: boolean): void => {
  const entries = JSON.parse(readFileSync(manifest(), 'utf8'));
  entries['multi-need@1.0.0'].published = yes;
  writeFileSync(manifest(), JSON.stringify(entries));
};
const edit = (file: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
};
const run = (name: 'check' | 'hash', path = directory): Promise<number> =>
  (name === 'check' ? rulesCheckCommand : rulesHashCommand).alone(path);

describe('rules check', () => {
  it('finds the shipped rules in order', async () => {
    expect(await run('check')).toBe(0);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ ruleSet: 'multi-need@1.0.0', kind: 'queue' });
  });

  it('takes the folder of one set, which need not stand in a manifest yet', async () => {
    rmSync(manifest());
    expect(await run('check', dirname(set()))).toBe(0);
    expect(said).toHaveLength(1);
    said = [];
    edit(set(), '"version": "1.0.0"', '"version": "1.0.1"');
    expect(await run('check', set())).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(
        /multi-need\/1\.0\.0\/rule-set\.json: id: says multi-need@1\.0\.1 but lies in .*: they must agree$/,
      ),
    ]);
  });

  it('says in one line where there are no rules', async () => {
    rmSync(manifest());
    expect(await run('check')).toBe(1);
    expect(await run('check', join(directory, 'nowhere'))).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/manifest\.json is missing: name a folder like rules\//),
      expect.stringMatching(/nowhere does not exist: name a folder like rules\//),
    ]);
  });

  it('reads published tools too, runs their cases, and says what their tables leave open', async () => {
    const tool = join(directory, 'small-tool', '1.0.0');
    mkdirSync(tool, { recursive: true });
    const { waitTables: _, ...written } = smallTool();
    writeFileSync(join(tool, 'rule-set.json'), JSON.stringify(written));
    const worked = { title: 'Rated 1', facts: { rating: 1 }, expect: { result: 'gap', gaps: ['one'] } };
    writeFileSync(join(tool, 'cases.json'), JSON.stringify({ cases: [worked] }));
    expect(await run('hash')).toBe(0);
    said = [];
    expect(await run('check')).toBe(0);
    expect(JSON.parse(said.find((line) => line.includes('small-tool')) ?? '')).toMatchObject({
      ruleSet: 'small-tool@1.0.0',
      kind: 'tool',
      gaps: ['A rating of 1 stands in no row.'],
    });
    edit(join(tool, 'cases.json'), '"result":"gap"', '"result":"band"');
    said = [];
    expect(await run('check', tool)).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(
        /small-tool\/1\.0\.0\/cases\.json: "Rated 1": result: expected band, is gap: correct the rule, or the case/,
      ),
    ]);
  });

  it('sees in one tool alone that it takes a name of the queue, be it in no rules folder', async () => {
    const drafts = mkdtempSync(join(tmpdir(), 'drafts-'));
    const { waitTables: _, ...written } = smallTool();
    const worked = { title: 'Rated 4', facts: { rating: 4 }, expect: { result: 'band' } };
    for (const under of [directory, drafts]) {
      const tool = join(under, 'multi-need', '9.0.0');
      mkdirSync(tool, { recursive: true });
      const taken = { ...written, id: 'multi-need', version: '9.0.0' };
      writeFileSync(join(tool, 'rule-set.json'), JSON.stringify(taken).replaceAll('"p1"', '"urgent"'));
      writeFileSync(join(tool, 'cases.json'), JSON.stringify({ cases: [worked] }));
      said = [];
      expect(await run('check', tool)).toBe(1);
      expect(said).toEqual([
        expect.stringMatching(/rule-set\.json: id: is that of multi-need@1\.0\.0, which decides the queue/),
        expect.stringMatching(/bands \(urgent\): is called as a band of multi-need@1\.0\.0/),
      ]);
    }
    rmSync(drafts, { recursive: true });
  });

  it('names a worked case that comes out otherwise than its author says', async () => {
    edit(cases(), '"expect":{"band":"routine"', '"expect":{"band":"high"');
    expect(await run('check')).toBe(1);
    expect(said.join('\n')).toMatch(/band: expected high, is routine/);
  });

  it('names a case of the order that comes out otherwise than its author says, or names other children', async () => {
    edit(cases(), '"expect":["Ada","Ben"', '"expect":["Ben","Ada"');
    expect(await run('check')).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(
        /cases\.json: "Protected bands .*": order: expected Ben, then Ada, .*; is Ada, then Ben, .*: correct the order policy, or the case/,
      ),
    ]);
    edit(cases(), '"expect":["Ben","Ada"', '"expect":["Ben","Ben"');
    said = [];
    expect(await run('check')).toBe(1);
    expect(said).toEqual([expect.stringMatching(/orders\[0\]\.expect: must name each of .* once/)]);
  });

  it('names every fault of a set, and that it is not what the manifest says', async () => {
    edit(set(), /"fact": "suicidal_ideation", "operator"/, '"fact": "suicidal_ideas", "operator"');
    expect(await run('check')).toBe(1);
    expect(said.join('\n')).toMatch(
      /rules\[\d+\] \(.*\)\.conditions.*suicidal_ideas is not in the vocabulary/,
    );
    expect(said.join('\n')).toMatch(/has changed/);
  });
});

describe('rules hash', () => {
  it('writes the hash of an unpublished set', async () => {
    edit(set(), '"version": "1.0.0"', '"version":  "1.0.0"');
    expect(await run('check')).toBe(1);
    expect(await run('hash')).toBe(0);
    expect(await run('check')).toBe(0);
  });

  it('never writes a new hash for a published set', async () => {
    published(true);
    const before = readFileSync(manifest(), 'utf8');
    edit(set(), '"version": "1.0.0"', '"version":  "1.0.0"');
    expect(await run('hash')).toBe(1);
    expect(said.join('\n')).toMatch(/was published and has been changed since/);
    expect(readFileSync(manifest(), 'utf8')).toBe(before);
  });
});
