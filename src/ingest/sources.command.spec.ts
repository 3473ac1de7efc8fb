import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { SourceRegistry } from '../referrals/sources/source.registry.js';
import { sourcesCheckCommand, sourcesDescribeCommand } from './sources.command.js';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  said = [];
  for (const stream of ['log', 'error'] as const)
    jest.spyOn(console, stream).mockImplementation((line: unknown) => void said.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('sources check', () => {
  it('names every mapping that is shipped', async () => {
    expect(await sourcesCheckCommand.alone()).toBe(0);
    expect(said.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      new SourceRegistry().all.map(({ id }) => id),
    );
  });

  it('names the file, the place and what to do for each fault, in a folder or in one file', async () => {
    const path = join(folder, 'new.json');
    writeFileSync(path, '{ "id": "New", "dates": "MM/DD/CCYY" }');
    for (const where of [folder, path]) {
      said = [];
      expect(await sourcesCheckCommand.alone(where)).toBe(1);
      for (const words of [
        'new.json: id: must be small letters, numbers and dashes, as nr5-systmone',
        'new.json: dates: must be one of CCYY-MM-DD, DD/MM/CCYY, CCYYMMDD: choose one',
        'new.json: lacks codes: add it',
      ])
        expect(said).toContainEqual(expect.stringContaining(words));
    }
  });

  it('that finds nothing to read says so', async () => {
    await expect(sourcesCheckCommand.alone(join(folder, 'not-there'))).rejects.toThrow(CommandFailure);
    await expect(sourcesCheckCommand.alone(folder)).rejects.toThrow('has no mapping in it');
  });
});

describe('sources describe', () => {
  it('says in words what is read and what codes mean', async () => {
    expect(await sourcesDescribeCommand.alone('test/fixtures/sources')).toBe(0);
    const text = said.join('\n');
    for (const words of [
      'Invented, RiO (rj8-rio@2.1.0)',
      'Known by: Trust is "Invented Partnership"',
      'dates as DD/MM/CCYY; a new extract every 14 days',
      'WEEK_ENDING_DATE is Census, or EXTRACT_CREATED_DATETIME where that is blank',
      'Team RIO-TEAM SALT-C is Speech and language therapy',
      'Priority Now is emergency',
      'Any other closure reason is left, with a finding',
      'ETHNIC_CATEGORY Not asked says nothing',
    ])
      expect(text).toContain(words);
  });
});

describe('sources describe', () => {
  it('says which document it describes, as the files read by it keep it', async () => {
    await sourcesDescribeCommand.alone('test/fixtures/sources');
    const document = readFileSync('test/fixtures/sources/rj8-rio.json');
    expect(said.join('\n')).toContain(`Document ${createHash('sha256').update(document).digest('hex')}`);
  });
});

describe('the start', () => {
  it('is refused where a mapping has a fault, with every one of them', () => {
    for (const name of ['a', 'b']) writeFileSync(join(folder, `${name}.json`), '{');
    expect(() => new SourceRegistry(folder)).toThrow(
      /cannot be used:\n {2}a\.json: is not JSON.*\n {2}b\.json/,
    );
  });
});
