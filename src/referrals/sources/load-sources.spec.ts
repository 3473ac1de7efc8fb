import { describe, expect, it } from '@jest/globals';
import { loadSources, sourceFaultLine } from './load-sources.js';
import { readSources, sourcesDirectory } from './sources.reader.js';

const shipped = readSources(sourcesDirectory());
const nr5 = shipped.find(({ name }) => name === 'nr5-systmone.json');
if (!nr5) throw new Error('the mapping of NR5 is not shipped');
const linesOf = (files: Parameters<typeof loadSources>[0]): string[] => {
  const loaded = loadSources(files);
  return loaded.ok ? [] : loaded.faults.map(sourceFaultLine);
};
const changed = (name: string, changes: (text: string) => string) => ({ name, text: changes(nr5.text) });

describe('the mappings together', () => {
  it('are read where every one is right, and no schema is taken for one', () => {
    const names = shipped.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['nr5-systmone.json', 'rk9-careflow.json']));
    expect(names.filter((name) => name.includes('schema'))).toEqual([]);
    expect(linesOf(shipped)).toEqual([]);
  });

  it('are called as they call themselves', () => {
    expect(linesOf([changed('other.json', (text) => text)])).toEqual([
      'other.json: id: says nr5-systmone, and the file is another: call it nr5-systmone.json',
    ]);
  });

  it('are one for each source', () => {
    const again = changed('nr5-again.json', (text) => text.replace('"nr5-systmone"', '"nr5-again"'));
    expect(linesOf([nr5, again])).toEqual([
      'nr5-again.json: system: is SYSTMONE of NR5, of which nr5-systmone.json is already: keep one of them',
    ]);
  });

  it('never take one file for two sources', () => {
    const other = changed('nr5-other.json', (text) =>
      text
        .replace('"nr5-systmone"', '"nr5-other"')
        .replace('"system": "SYSTMONE"', '"system": "OTHER"')
        .replace('"SOURCE_SYSTEM": "SOURCE_SYSTEM"', '"SOURCE_SYSTEM": { "always": "OTHER" }'),
    );
    expect(linesOf([nr5, other])).toEqual([
      'nr5-other.json: recognise: could take a file for its own that is of nr5-systmone.json: let both ask one column for different words',
    ]);
  });

  it('say every fault of every file at once', () => {
    const lines = linesOf([
      changed('a.json', () => '{'),
      changed('b.json', (text) => text.replace('slt', 'x')),
    ]);
    expect(lines[0]).toBe('a.json: is not JSON: look for a missing comma, quote or bracket');
    expect(lines.slice(1).join()).toContain('b.json: covers.0: must be one of slt');
  });
});
