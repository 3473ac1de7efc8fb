import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Header, type ReferralColumn, readHeader, referralColumns } from './header.js';
import type { SourceMapping } from '../referrals/sources/source-mapping.js';
import { SourceRegistry } from '../referrals/sources/source.registry.js';
import { ReferralRows, type ReferralRowOutcome } from './referral-row.js';

const header = ((): Header => {
  const read = readHeader(referralColumns);
  if (!read.ok) throw new Error('the columns are not a header');
  return read.value;
})();

const mapping = ((): SourceMapping => {
  const found = new SourceRegistry().find('NR5', 'SYSTMONE');
  if (!found) throw new Error('the source has no mapping');
  return found;
})();

const good: Partial<Record<ReferralColumn, string>> = {
  WEEK_ENDING_DATE: '2026-11-15',
  ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'NR5',
  SOURCE_SYSTEM: 'SYSTMONE',
  EXTRACT_CREATED_DATETIME: '2026-11-15T22:10:00Z',
  LOCAL_PATIENT_IDENTIFIER_EXTENDED: 'NR51',
  NHS_NUMBER: '9990866317',
  NHS_NUMBER_STATUS_INDICATOR_CODE: '01',
  PERSON_GIVEN_NAME: 'Zuzanna',
  PERSON_FAMILY_NAME: 'Pengelly',
  PERSON_BIRTH_DATE: '2017-11-14',
  SERVICE_REQUEST_IDENTIFIER: 'SR1',
  SERVICE_OR_TEAM_TYPE_REFERRED_TO: '33',
  TEAM_TYPE_CODE_SYSTEM: 'CSDS',
  REFERRAL_REQUEST_RECEIVED_DATE: '2026-10-29',
};
const row = (other: Partial<Record<ReferralColumn, string>> = {}): string[] =>
  referralColumns.map((column) => ({ ...good, ...other })[column] ?? '');
const read = (...rows: readonly string[][]): ReferralRowOutcome[] => {
  const reader = new ReferralRows(header, mapping);
  return rows.map((cells) => reader.read(cells));
};
const outcomeOf = (other: Partial<Record<ReferralColumn, string>>): ReferralRowOutcome => {
  const [outcome] = read(row(other));
  if (!outcome) throw new Error('no outcome');
  return outcome;
};
const accepted = (other: Partial<Record<ReferralColumn, string>>) => {
  const outcome = outcomeOf(other);
  if (outcome.is !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.arrival;
};

describe('a row of an extract', () => {
  it.each<[string, Partial<Record<ReferralColumn, string>>]>([
    ['missing_mandatory:WEEK_ENDING_DATE', { WEEK_ENDING_DATE: '', SOURCE_SYSTEM: '' }],
    ['missing_mandatory:SOURCE_SYSTEM', { SOURCE_SYSTEM: '  ', PERSON_BIRTH_DATE: '' }],
    ['missing_mandatory:PERSON_BIRTH_DATE', { PERSON_BIRTH_DATE: '', REFERRAL_REQUEST_RECEIVED_DATE: '' }],
    ['missing_mandatory:SERVICE_REQUEST_IDENTIFIER', { SERVICE_REQUEST_IDENTIFIER: '' }],
    ['missing_mandatory:TEAM_TYPE_CODE_SYSTEM', { TEAM_TYPE_CODE_SYSTEM: '' }],
    ['missing_mandatory:REFERRAL_REQUEST_RECEIVED_DATE', { REFERRAL_REQUEST_RECEIVED_DATE: '' }],
    ['bad_date:PERSON_BIRTH_DATE', { PERSON_BIRTH_DATE: '14/11/2017', REFERRAL_REQUEST_RECEIVED_DATE: 'x' }],
    ['bad_date:PERSON_BIRTH_DATE', { PERSON_BIRTH_DATE: '2017-02-29' }],
    ['bad_date:REFERRAL_REQUEST_RECEIVED_DATE', { REFERRAL_REQUEST_RECEIVED_DATE: '2026-13-01' }],
    ['bad_date:REFERRAL_REQUEST_RECEIVED_DATE', { REFERRAL_REQUEST_RECEIVED_DATE: ' 2026-10-29' }],
    ['bad_date:WEEK_ENDING_DATE', { WEEK_ENDING_DATE: 'Sunday' }],
    ['date_in_future:PERSON_BIRTH_DATE', { PERSON_BIRTH_DATE: '2026-11-16' }],
    ['date_in_future:REFERRAL_REQUEST_RECEIVED_DATE', { REFERRAL_REQUEST_RECEIVED_DATE: '2026-11-16' }],
    ['birth_after_referral', { PERSON_BIRTH_DATE: '2026-10-30', TEAM_TYPE_CODE_SYSTEM: 'ZZ' }],
    ['unknown_service', { SERVICE_OR_TEAM_TYPE_REFERRED_TO: 'ZZ9' }],
    ['unknown_service', { TEAM_TYPE_CODE_SYSTEM: 'MHSDS' }],
    ['another_source', { SOURCE_SYSTEM: 'RIO' }],
    ['another_source', { ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'RK9', PERSON_BIRTH_DATE: 'x' }],
    ['too_long:PERSON_FAMILY_NAME', { PERSON_FAMILY_NAME: 'x'.repeat(251) }],
  ])('is quarantined as %s, the first that applies', (reason, other) => {
    expect(outcomeOf(other)).toEqual({ is: 'quarantined', reason });
  });

  it('is ragged before anything else about it is looked at', () => {
    expect(read(['x'], row().slice(1), [...row(), ''])).toEqual(
      Array.from({ length: 3 }, () => ({ is: 'quarantined', reason: 'ragged_row' })),
    );
  });

  it('is a duplicate of an identical earlier row, whatever became of that one', () => {
    const bad = row({ PERSON_BIRTH_DATE: 'x' });
    expect(read(row(), row(), bad, bad, ['x'], ['x']).map(({ is }) => is)).toEqual([
      'accepted',
      'duplicate',
      'quarantined',
      'duplicate',
      'quarantined',
      'duplicate',
    ]);
  });

  it('conflicts with an accepted row of the same request, never with one that was held back', () => {
    const held = row({ PERSON_BIRTH_DATE: 'x' });
    const other = row({ PERSON_GIVEN_NAME: 'Zuzana' });
    expect(read(held, row(), other).map((outcome) => 'reason' in outcome && outcome.reason)).toEqual([
      'bad_date:PERSON_BIRTH_DATE',
      false,
      'conflicting_row',
    ]);
  });

  it('is accepted on the day of its census, and born that day', () => {
    const day = '2026-11-15';
    expect(accepted({ PERSON_BIRTH_DATE: day, REFERRAL_REQUEST_RECEIVED_DATE: day }).findings).toEqual([]);
  });

  it('is open where it has neither closure nor death date', () => {
    expect(accepted({}).referral).toMatchObject({ closedOn: null, outcome: null });
    expect(
      accepted({ REFERRAL_CLOSURE_DATE: '2026-11-02', REFERRAL_CLOSURE_REASON: '01' }).referral,
    ).toMatchObject({ closedOn: '2026-11-02', outcome: 'seen' });
    expect(accepted({ PERSON_DEATH_DATE: '2026-11-06' }).referral).toMatchObject({
      closedOn: '2026-11-06',
      outcome: 'died',
    });
  });

  it('is closed by a closure or death date that cannot be read, on the census day, and says so', () => {
    const closed = accepted({ REFERRAL_CLOSURE_DATE: '02/11/2026' });
    expect(closed.referral).toMatchObject({ closedOn: '2026-11-15', outcome: 'left' });
    expect(closed.findings).toEqual(['bad_date:REFERRAL_CLOSURE_DATE']);
    const died = accepted({ PERSON_DEATH_DATE: 'yes' });
    expect(died.child.diedOn).toBe('2026-11-15');
    expect(died.findings).toEqual(['bad_date:PERSON_DEATH_DATE']);
  });

  it('stays open and is asked about where the status alone says that the child died', () => {
    const { referral, findings } = accepted({ REFERRAL_TO_TREATMENT_PERIOD_STATUS: '36' });
    expect([referral.closedOn, findings]).toEqual([null, ['status_is_death']]);
    const both = accepted({ REFERRAL_TO_TREATMENT_PERIOD_STATUS: '36', PERSON_DEATH_DATE: '2026-11-01' });
    expect(both.findings).toEqual([]);
  });

  it.each([...'ABCDEFGHJKLMNPRSZ', '99', ''])('has no finding for ethnic category "%s"', (code) => {
    expect(accepted({ ETHNIC_CATEGORY: code }).findings).toEqual([]);
  });
  it.each(['I', 'O', 'Q', 'QQ', 'a', '9', 'CA'])('has a finding for ethnic category "%s"', (code) => {
    expect(accepted({ ETHNIC_CATEGORY: code }).findings).toEqual(['unknown_code:ETHNIC_CATEGORY']);
  });

  it('keeps whoever is restricted in a way nobody knows restricted, with a finding', () => {
    const restriction = (code: string) => {
      const { child, findings } = accepted({ CONTACT_RESTRICTION_CODE: code });
      return [child.contactRestriction, findings];
    };
    expect(['R', 'V', ' '].map(restriction)).toEqual([
      ['R', []],
      ['V', []],
      [null, []],
    ]);
    expect(restriction('S')).toEqual(['R', ['unknown_code:CONTACT_RESTRICTION_CODE']]);
  });

  it('keeps Y, N and blank apart, and takes nothing else for an answer', () => {
    const answers = ['Y', 'N', '', 'X'].map(
      (cell) => accepted({ LOOKED_AFTER_CHILD_INDICATOR: cell }).child.lookedAfter,
    );
    expect(answers).toEqual(['Y', 'N', null, null]);
  });

  it('does not count from an original receipt before the birth', () => {
    const arrival = accepted({ ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE: '2017-11-13' });
    expect(arrival.referral.originalReceivedOn).toBeNull();
    expect(arrival.findings).toEqual(['bad_date:ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE']);
  });

  it('reads an NHS number written with spaces, and a name that was padded', () => {
    const { child } = accepted({ NHS_NUMBER: '999 086 6317', PERSON_GIVEN_NAME: '  Mary \n Jane ' });
    expect(child).toMatchObject({ nhsNumber: '9990866317', givenName: 'Mary Jane' });
  });

  it('is exactly one of duplicate, quarantined and accepted, whatever is in its cells', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(...Object.values(good), '', ' ', '2026-02-30', '0000-00-00', '"', '\n'),
    );
    const any = fc.array(fc.array(cell, { maxLength: 50 }), { maxLength: 6 });
    const near = fc.array(
      fc.dictionary(fc.constantFrom(...referralColumns), cell, { maxKeys: 4 }).map((other) => row(other)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.oneof(any, near), (rows) => {
        const outcomes = read(...rows);
        expect(outcomes.every(({ is }) => ['duplicate', 'quarantined', 'accepted'].includes(is))).toBe(true);
        const ids = outcomes.flatMap((o) => (o.is === 'accepted' ? [o.arrival.referral.id] : []));
        expect(new Set(ids).size).toBe(ids.length);
        const whole = new Set(rows.map((cells) => JSON.stringify(cells)));
        expect(outcomes.filter(({ is }) => is !== 'duplicate')).toHaveLength(whole.size);
      }),
      { seed: 7701, numRuns: 300 },
    );
  });
});
