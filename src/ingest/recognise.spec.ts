import { describe, expect, it } from '@jest/globals';
import { SourceRegistry } from '../referrals/sources/source.registry.js';
import { factColumns, type Header, readHeader, referralColumns } from './header.js';
import { fitting, saysOfItself, sourceOf } from './recognise.js';

const mappings = new SourceRegistry().all;
const headerOf = (cells: readonly string[]): Header => {
  const header = readHeader(cells);
  if (!header.ok) throw new Error(header.faults.map(({ message }) => message).join());
  return header.value;
};
const faultsOf = (cells: readonly string[]): string[] => {
  const fit = fitting(headerOf(cells), mappings);
  return fit.ok ? [] : fit.faults.map(({ message }) => message);
};
const header = headerOf(referralColumns);
const row = (provider: string, system: string): string[] =>
  referralColumns.map(
    (column) =>
      ({ ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: provider, SOURCE_SYSTEM: system })[column as string] ?? '',
  );

describe('an extract', () => {
  it('has the columns of a source in any order, and others besides', () => {
    expect(faultsOf(['LOCAL_NOTE', ...[...referralColumns].reverse()])).toEqual([]);
  });

  it('is refused for each column that the source it is most like would have', () => {
    expect(faultsOf(referralColumns.slice(2))).toEqual([
      'column WEEK_ENDING_DATE is missing',
      'column ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER is missing',
    ]);
  });

  it.each([
    ['no header at all', ['a', 'b']],
    ['semicolons for commas', [factColumns.join(';')]],
  ])('is refused for %s', (_title, cells) => {
    expect(faultsOf(cells)).toEqual(['the first line is not the header of an extract or a facts file']);
  });

  it('is of the source that its rows name, and of no other', () => {
    const of = (provider: string, system: string) =>
      sourceOf(mappings, header, row(provider, system))?.id ?? null;
    expect(of('NR5', 'SYSTMONE')).toBe('nr5-systmone');
    expect(of('RK9', 'CAREFLOW')).toBe('rk9-careflow');
    for (const [provider, system] of [
      ['NR5', 'CAREFLOW'],
      ['RJ8', 'RIO'],
      ['', ''],
    ] as const)
      expect(of(provider, system)).toBeNull();
    expect(sourceOf(mappings, header, row('NR5', 'SYSTMONE').slice(1))).toBeNull();
  });

  it('says of itself only where it is from', () => {
    expect(saysOfItself(mappings, header, row('RJ8', ''))).toBe(
      'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER "RJ8" and no SOURCE_SYSTEM',
    );
  });
});
