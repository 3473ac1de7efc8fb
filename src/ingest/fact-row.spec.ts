import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { referralId } from '../kernel/ids.js';
import { plainDate } from '../kernel/plain-date.js';
import { checkFactRow, FactRows } from './fact-row.js';
import { type FactColumn, factColumns, readHeader } from './header.js';

const today = plainDate('2026-11-15');
const good: Record<FactColumn, string> = {
  NHS_NUMBER: '9990866317',
  PERSON_BIRTH_DATE: '2017-11-14',
  SERVICE_REQUEST_IDENTIFIER: '',
  ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: '',
  FACT_CODE: 'self_harm',
  FACT_VALUE: 'past',
  SOURCE: 'parent',
  SOURCE_ORGANISATION: 'NR5',
  RECORDED_DATE: '2026-11-14',
  CONFIDENCE: '',
};
const check = (other: Partial<Record<FactColumn, string>>) =>
  checkFactRow((column) => ({ ...good, ...other })[column], today);

describe('a row of a facts file', () => {
  it.each<[string, Partial<Record<FactColumn, string>>]>([
    ['unknown_fact', { FACT_CODE: 'shoe_size', FACT_VALUE: '' }],
    ['unknown_fact', { FACT_CODE: '' }],
    ['unknown_fact', { FACT_CODE: '__proto__' }],
    ['bad_value', { FACT_VALUE: '' }],
    ['bad_value', { FACT_VALUE: 'Past', SOURCE: 'neighbour' }],
    ['bad_value', { FACT_CODE: 'single_words', FACT_VALUE: '-1' }],
    ['bad_value', { FACT_CODE: 'single_words', FACT_VALUE: '2001' }],
    ['bad_value', { FACT_CODE: 'feels_safe', FACT_VALUE: 'Y' }],
    ['bad_value', { FACT_CODE: 'short_break_review_due_on', FACT_VALUE: '2026-02-30' }],
    ['unknown_source', { SOURCE: 'neighbour' }],
    ['missing_mandatory:SOURCE_ORGANISATION', { SOURCE_ORGANISATION: ' ' }],
    ['not_a_code:SOURCE_ORGANISATION', { SOURCE_ORGANISATION: '=HYPERLINK("http://x","y")' }],
    ['not_a_code:SOURCE_ORGANISATION', { SOURCE_ORGANISATION: '\u0001\u001b[31m\u007f' }],
    ['not_a_code:SOURCE_ORGANISATION', { SOURCE_ORGANISATION: 'NR5\nNR5', CONFIDENCE: 'secret' }],
    ['not_a_code:SOURCE_ORGANISATION', { SOURCE_ORGANISATION: '-NR5' }],
    ['too_long:SOURCE_ORGANISATION', { SOURCE_ORGANISATION: '='.repeat(251) }],
    ['unknown_confidence', { CONFIDENCE: 'secret' }],
    ['bad_date:RECORDED_DATE', { RECORDED_DATE: '14 November' }],
    ['date_in_future:RECORDED_DATE', { RECORDED_DATE: '2026-11-16' }],
  ])('is quarantined as %s, the first that applies', (reason, other) => {
    expect(check(other)).toEqual({ is: 'quarantined', reason });
  });

  it.each(['NR5', 'PLYMOUTH-CC', '879', 'L83127', 'school-2', ' NR5 '])(
    'may be of an organisation whose code is %j',
    (code) => {
      expect(check({ SOURCE_ORGANISATION: code })).toMatchObject({ fact: { organisation: code.trim() } });
    },
  );

  it('keeps the confidence it states, and none where it states none', () => {
    expect(check({ CONFIDENCE: 'child_in_confidence' })).toMatchObject({
      fact: { confidence: 'child_in_confidence' },
    });
    expect(check({})).toMatchObject({ fact: { confidence: null } });
  });

  it('takes the word unknown for every code', () => {
    for (const code of ['single_words', 'self_harm', 'feels_safe', 'short_break_review_due_on'])
      expect(check({ FACT_CODE: code, FACT_VALUE: 'unknown' }).is).toBe('sound');
  });

  it('lets the vocabulary, not the row, say what it is about', () => {
    const named = { SERVICE_REQUEST_IDENTIFIER: 'SR1', ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'NR5' };
    expect(check(named)).toMatchObject({
      fact: { subject: 'child', referralId: referralId('NR5', 'SR1') },
    });
    expect(check({ FACT_CODE: 'single_words', FACT_VALUE: '20' })).toMatchObject({
      fact: { subject: 'referral', referralId: null },
    });
  });

  it('is exactly one of duplicate, quarantined and sound, whatever is in its cells', () => {
    const header = readHeader(factColumns);
    if (!header.ok) throw new Error('the columns are not a header');
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(...Object.values(good), 'constructor'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 8, maxLength: 10 }), { maxLength: 5 }), (rows) => {
        const reader = new FactRows(header.value, today);
        const outcomes = rows.map((cells) => reader.read(cells).is);
        expect(outcomes.every((is) => ['duplicate', 'quarantined', 'sound'].includes(is))).toBe(true);
        const whole = new Set(rows.map((cells) => JSON.stringify(cells)));
        expect(outcomes.filter((is) => is !== 'duplicate')).toHaveLength(whole.size);
      }),
      { seed: 7701, numRuns: 300 },
    );
  });
});
