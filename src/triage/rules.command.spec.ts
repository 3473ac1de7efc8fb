import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesDirectory } from '../rule-sets/rules.reader.js';
import { rulesCommands } from './rules.command.js';

let directory: string;
let said: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'));
  cpSync(rulesDirectory(), directory, { recursive: true });
  // A few worked cases are enough here; test/rules.spec.ts runs them all.
  const few = JSON.parse(readFileSync(cases(), 'utf8')).cases.slice(0, 4);
  writeFileSync(cases(), JSON.stringify({ cases: few }));
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
const run = async (name: string): Promise<number> =>
  rulesCommands.find((command) => command.name === `rules ${name}`)?.alone(directory) ?? -1;

describe('rules check', () => {
  it('finds the shipped rules in order', async () => {
    expect(await run('check')).toBe(0);
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ ruleSet: 'multi-need@1.0.0' });
  });

  it('names a worked case that comes out otherwise than its author says', async () => {
    edit(cases(), '"expect":{"band":"routine"', '"expect":{"band":"high"');
    expect(await run('check')).toBe(1);
    expect(said.join('\n')).toMatch(/band: expected high, is routine/);
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
