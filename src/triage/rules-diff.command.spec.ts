import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallSet } from '../../test/support/rule-sets.js';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { rulesDiffCommand } from './rules-diff.command.js';

let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-diff-'));
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void said.push(String(line)));
  for (const [version, days] of [
    ['1.0.0', 14],
    ['1.1.0', 10],
  ] as const) {
    const [urgent, ...rest] = smallSet().bands;
    const bands = [{ ...urgent, safeWaitDays: { default: days } }, ...rest];
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'rule-set.json'), JSON.stringify({ ...smallSet(), version, bands }));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const run = (before: string, after: string, options = {}): Promise<number> =>
  rulesDiffCommand.aloneWith([before, after], options);

describe('rules diff', () => {
  it('says what differs between two folders or files, in words', async () => {
    expect(await run(join(folder, '1.0.0'), join(folder, '1.1.0/rule-set.json'))).toBe(0);
    expect(said.join('\n')).toBe(
      'From small@1.0.0 to small@1.1.0: 1 difference\n\nBands and safe waits\n  - Urgent (urgent), safe wait: was 14 days; now 10 days',
    );
  });

  it('says the same to programs', async () => {
    await run(join(folder, '1.0.0'), join(folder, '1.1.0'), { json: true });
    expect(JSON.parse(said[0] ?? '')).toMatchObject({
      before: 'small@1.0.0',
      after: 'small@1.1.0',
      differences: [
        { about: 'band', id: 'urgent', change: 'changed', part: 'safe wait', was: '14 days', now: '10 days' },
      ],
    });
  });

  it('takes the versions that lie in rules/ by name', async () => {
    expect(await run('multi-need@1.0.0', 'multi-need@1.0.0')).toBe(0);
    expect(said).toEqual([
      'From multi-need@1.0.0 to multi-need@1.0.0: No difference in what they mean or say.',
    ]);
  });

  it('says which there are where it knows none of that name, and what is wrong where one cannot be read', async () => {
    await expect(run('multi-need@9.9.9', 'multi-need@1.0.0')).rejects.toThrow(/one of .*multi-need@1\.0\.0/);
    writeFileSync(join(folder, '1.1.0/rule-set.json'), '{}');
    await expect(run(join(folder, '1.1.0'), 'multi-need@1.0.0')).rejects.toThrow(/rules: is missing/);
    await expect(run(join(folder, '1.1.0'), 'multi-need@1.0.0')).rejects.toThrow(CommandFailure);
  });
});
