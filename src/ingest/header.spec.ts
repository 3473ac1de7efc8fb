import { describe, expect, it } from '@jest/globals';
import { factColumns, readHeader, referralColumns } from './header.js';

const faultsOf = (cells: readonly string[]): string[] => {
  const header = readHeader(cells);
  return header.ok ? [] : header.faults.map((fault) => fault.message);
};

describe('the header of a file', () => {
  it('says whether it holds referrals or facts', () => {
    expect(readHeader(referralColumns)).toMatchObject({ ok: true, value: { kind: 'referrals' } });
    expect(readHeader(factColumns)).toMatchObject({ ok: true, value: { kind: 'facts' } });
  });

  it('may have its columns in any order, and others besides', () => {
    const header = readHeader(['LOCAL_NOTE', ...[...factColumns].reverse()]);
    expect(header).toMatchObject({ ok: true });
    if (header.ok) expect(header.value.at.get('RECORDED_DATE')).toBe(1);
  });

  it.each([
    ['a missing column', factColumns.slice(1), ['column NHS_NUMBER is missing']],
    ['a repeated column', [...factColumns, 'SOURCE'], ['column SOURCE is there twice']],
    ['two blank columns at the end', [...factColumns, '', ''], ['a column without a name is there twice']],
    [
      'every fault at once',
      [...factColumns.slice(2), 'SOURCE'],
      ['column NHS_NUMBER is missing', 'column PERSON_BIRTH_DATE is missing', 'column SOURCE is there twice'],
    ],
  ])('is refused for %s', (_title, cells, faults) => {
    expect(faultsOf(cells)).toEqual(faults);
  });
});
