import { describe, expect, it } from '@jest/globals';
import { meaningOf, unlisted } from './meaning.js';
import type { SourceMapping } from './source-mapping.js';
import { SourceRegistry } from './source.registry.js';

const registry = new SourceRegistry();
const known = registry.find('NR5', 'SYSTMONE');
if (!known) throw new Error('the source has no mapping');
const meaning = (other: Partial<SourceMapping> = {}) => meaningOf({ ...known, ...other });

describe('a day, as a source writes it', () => {
  it.each([
    ['CCYY-MM-DD', '2026-11-15', '2026-11-15'],
    ['CCYY-MM-DD', '15/11/2026', undefined],
    ['DD/MM/CCYY', '15/11/2026', '2026-11-15'],
    ['DD/MM/CCYY', '03/04/2026', '2026-04-03'],
    ['DD/MM/CCYY', '11/15/2026', undefined],
    ['DD/MM/CCYY', '29/02/2025', undefined],
    ['DD/MM/CCYY', '5/11/2026', undefined],
    ['DD/MM/CCYY', '15/11/26', undefined],
    ['DD/MM/CCYY', '2026-11-15', undefined],
    ['CCYYMMDD', '20261115', '2026-11-15'],
    ['CCYYMMDD', '20260230', undefined],
    ['CCYYMMDD', '15112026', undefined],
    ['CCYYMMDD', '', undefined],
  ] as const)('%s: %s is %s', (dates, text, day) => {
    expect(meaning({ dates }).date(text)).toBe(day);
  });
});

describe('the end of a wait', () => {
  it.each([
    ['01', 'seen'],
    ['02', 'left'],
    [null, 'left'],
  ] as const)('with reason %s, as the two sources read today mean it, is %s', (reason, outcome) => {
    for (const mapping of registry.all)
      expect(meaningOf(mapping).ended(reason)).toEqual({ outcome, known: true });
  });

  it('for a reason that a source has not listed is having left, and nobody knows it', () => {
    const { ended } = meaning({ closure: { reasons: new Map([['D', 'died']]), otherwise: null } });
    expect(['D', 'constructor', null].map(ended)).toEqual([
      { outcome: 'died', known: true },
      { outcome: 'left', known: false },
      { outcome: 'left', known: true },
    ]);
  });
});

describe('a code of a source', () => {
  const { code, lineOf } = meaning({
    codes: new Map([
      ['NHS_NUMBER_STATUS_INDICATOR_CODE', new Map([['V', '01']])],
      ['CONTACT_RESTRICTION_CODE', new Map([['X', 'V']])],
      ['ETHNIC_CATEGORY', new Map([['WB', 'A']])],
    ]),
  });

  it('is the standard’s where the source has no others', () => {
    expect(code('LANGUAGE_CODE_PREFERRED', 'pl')).toBe('pl');
  });

  it('is never taken for verified because the standard would', () => {
    expect(code('NHS_NUMBER_STATUS_INDICATOR_CODE', 'V')).toBe('01');
    expect(code('NHS_NUMBER_STATUS_INDICATOR_CODE', '01')).toBeUndefined();
    expect(unlisted('NHS_NUMBER_STATUS_INDICATOR_CODE', '01')).toBe('');
  });

  it('that nobody listed keeps a child restricted, and an ethnic category as it was sent', () => {
    expect(code('CONTACT_RESTRICTION_CODE', 'X')).toBe('V');
    expect(code('CONTACT_RESTRICTION_CODE', '?')).toBeUndefined();
    expect(unlisted('CONTACT_RESTRICTION_CODE', '?')).toBe('R');
    expect(code('ETHNIC_CATEGORY', 'constructor')).toBeUndefined();
    expect(unlisted('ETHNIC_CATEGORY', 'CA')).toBe('CA');
  });

  it.each([
    ['CHILD_PROTECTION_PLAN_INDICATOR', 'N', 'Y'],
    ['LOOKED_AFTER_CHILD_INDICATOR', 'FOSTER', 'Y'],
    ['INTERPRETER_REQUIRED', 'BSL', 'Y'],
    ['CONTACT_RELATIONSHIP', 'FOSTER', 'PRNFOST'],
    ['PREFERRED_WRITTEN_FORMAT', 'BRAILLE', 'not listed: BRAILLE'],
    ['LANGUAGE_CODE_PREFERRED', 'en', 'not listed: en'],
    ['PREFERRED_CONTACT_METHOD', '4', 'not listed: 4'],
  ] as const)('that nobody listed in %s, "%s", is never no and never nothing: %s', (column, sent, counts) => {
    expect(unlisted(column, sent)).toBe(counts);
  });

  it('of a team is a list only where the mapping says so', () => {
    expect(lineOf('CSDS', '33')).toBe('slt');
    expect(lineOf('MHSDS', '33')).toBeUndefined();
  });
});
