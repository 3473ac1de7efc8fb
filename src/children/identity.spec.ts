import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkDigit } from '../kernel/nhs-number.js';
import { plainDate } from '../kernel/plain-date.js';
import {
  type IdentityRow,
  type KnownChild,
  type KnownIdentities,
  linkIdentities,
  numberFinding,
  type PriorIdentity,
} from './identity.js';

const N1 = '9990866317';
const N2 = '9996964485';
const D1 = plainDate('2017-11-14');
const D2 = plainDate('2017-11-15');
const lastWeek = plainDate('2026-11-08');
const thisWeek = plainDate('2026-11-15');

const row = (referralId: string, other: Partial<IdentityRow> = {}): IdentityRow => ({
  referralId,
  nhsNumber: N1,
  nhsNumberStatus: '01',
  birthDate: D1,
  reportedOn: thisWeek,
  ...other,
});
const verified = (id: string, nhsNumber = N1, birthDate = D1): KnownChild => ({
  id,
  identity: 'verified',
  nhsNumber,
  birthDate,
});
const local = (id: string, birthDate = D1): KnownChild => ({
  id,
  identity: 'local',
  nhsNumber: null,
  birthDate,
});
const known = (
  children: readonly KnownChild[] = [],
  priors: Readonly<Record<string, Omit<PriorIdentity, 'reportedOn'> & { reportedOn?: typeof D1 }>> = {},
): KnownIdentities => ({
  byNumber: new Map(children.map((child) => [child.nhsNumber ?? '', child])),
  byReferral: new Map(Object.entries(priors).map(([id, prior]) => [id, { reportedOn: lastWeek, ...prior }])),
});
const link = (rows: readonly IdentityRow[], stored: KnownIdentities = known()) => {
  let next = 0;
  return linkIdentities(rows, stored, () => `new${String(++next)}`);
};

describe('the number alone', () => {
  it.each([
    [null, '01', 'nhs_number_missing'],
    ['', '01', 'nhs_number_missing'],
    ['9990866318', '01', 'nhs_number_check_digit'],
    ['999086631', '01', 'nhs_number_check_digit'],
    ['not a number', '02', 'nhs_number_check_digit'],
    [N1, '02', 'nhs_number_not_verified'],
    [N1, null, 'nhs_number_not_verified'],
    [N1, '1', 'nhs_number_not_verified'],
    [N1, '01', null],
  ])('%s with status %s: %s', (nhsNumber, nhsNumberStatus, finding) => {
    expect(numberFinding({ nhsNumber, nhsNumberStatus })).toBe(finding);
  });
});

describe('a new row', () => {
  it('is linked by verified number and birth date, across lists', () => {
    const { rows, opened } = link([row('a'), row('b')]);
    expect(opened).toEqual([verified('new1')]);
    expect(rows.map(({ childId, finding }) => [childId, finding])).toEqual([
      ['new1', null],
      ['new1', null],
    ]);
  });

  it('joins a child that is known already', () => {
    const { rows, opened } = link([row('a')], known([verified('c')]));
    expect(opened).toEqual([]);
    expect(rows[0]).toMatchObject({ childId: 'c', finding: null });
  });

  it('is not compared with a child whom its sender may not join: the same whichever birth date it says', () => {
    for (const birthDate of [D1, D2]) {
      const linking = linkIdentities(
        [row('a', { birthDate })],
        known([verified('c')]),
        () => 'new',
        ({ id }) => id !== 'c',
      );
      expect(linking.rows[0]).toMatchObject({ childId: 'new', finding: 'link_waits_for_extract' });
      expect(linking.opened).toEqual([local('new', birthDate)]);
    }
  });

  it('has a birth date conflict against the first row that carried its number, in the file or stored', () => {
    const second = row('b', { birthDate: D2 });
    for (const { rows, opened } of [link([row('a'), second]), link([second], known([verified('c')]))]) {
      expect(rows.at(-1)).toMatchObject({ finding: 'birth_date_conflict' });
      expect(opened.at(-1)).toMatchObject({ identity: 'local', nhsNumber: null, birthDate: D2 });
    }
  });

  it('in doubt gets a local child of its own, even beside another with the same number', () => {
    const doubt = { nhsNumberStatus: '02' };
    const { rows, opened } = link([row('a', doubt), row('b', doubt), row('c')], known());
    expect(new Set(rows.map(({ childId }) => childId)).size).toBe(3);
    expect(opened.map(({ identity }) => identity)).toEqual(['local', 'local', 'verified']);
  });
});

describe('a row of a referral that has a child', () => {
  const ofVerified = known([verified('c')], { a: { child: verified('c'), recordedNumber: N1 } });
  const ofLocal = (recordedNumber: string | null, others: readonly KnownChild[] = []) =>
    known(others, { a: { child: local('l'), recordedNumber } });

  it.each<[string, Partial<IdentityRow>, string | null]>([
    ['agrees', {}, null],
    ['has lost its number', { nhsNumber: null }, 'nhs_number_missing'],
    ['is no longer verified', { nhsNumberStatus: '05' }, 'nhs_number_not_verified'],
    ['has another birth date', { birthDate: D2 }, 'birth_date_conflict'],
    ['has another verified number', { nhsNumber: N2 }, 'identity_changed'],
    ['has another number, unverified', { nhsNumber: N2, nhsNumberStatus: '02' }, 'identity_changed'],
    ['has no number and another birth date', { nhsNumber: null, birthDate: D2 }, 'identity_changed'],
  ])('keeps it where it %s', (_title, other, finding) => {
    const linking = link([row('a', other)], ofVerified);
    expect(linking).toMatchObject({ opened: [], verified: [] });
    expect(linking.rows[0]).toMatchObject({ childId: 'c', finding, movedFrom: null });
  });

  it('verifies a local child whose number nobody else carries', () => {
    for (const stored of [ofLocal(null), ofLocal(N1)]) {
      const { rows, verified: now } = link([row('a')], stored);
      expect(now).toEqual([verified('l')]);
      expect(rows[0]).toMatchObject({ childId: 'l', finding: null, movedFrom: null });
    }
  });

  it('joins a local child to the one that carries the number and birth date already', () => {
    const { rows } = link([row('a')], ofLocal(null, [verified('c')]));
    expect(rows[0]).toMatchObject({ childId: 'c', finding: null, movedFrom: 'l' });
  });

  it('never moves a local child whose number and birth date both changed', () => {
    const { rows } = link([row('a', { birthDate: D2 })], ofLocal(N2, [verified('c', N1, D2)]));
    expect(rows[0]).toMatchObject({ childId: 'l', finding: 'identity_changed', movedFrom: null });
  });

  it('stays local while the birth date conflicts, and joins when it has been put right', () => {
    const conflicting = ofLocal(N1, [verified('c', N1, D2)]);
    expect(link([row('a')], conflicting).rows[0]).toMatchObject({
      childId: 'l',
      finding: 'birth_date_conflict',
    });
    expect(link([row('a', { birthDate: D2 })], conflicting).rows[0]).toMatchObject({
      childId: 'c',
      finding: null,
      movedFrom: 'l',
    });
  });

  it('changes nothing where it is older than what is stored', () => {
    const stored = known([verified('c')], {
      a: { child: local('l'), recordedNumber: null, reportedOn: thisWeek },
    });
    const { rows, verified: now } = link([row('a', { reportedOn: lastWeek })], stored);
    expect(now).toEqual([]);
    expect(rows[0]).toMatchObject({ childId: 'l', movedFrom: null, stale: true });
  });
});

describe('linking', () => {
  const digits = ['999000001', '999000003', '999000004'].map((nine) => nine + String(checkDigit(nine)));
  const anyRow = fc.record({
    nhsNumber: fc.constantFrom(...digits, null, '123'),
    nhsNumberStatus: fc.constantFrom('01', '01', '02', null),
    birthDate: fc.constantFrom(D1, D2),
  });

  it('never puts two numbers, or two birth dates, into one child; and leaves no row out', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
        const given = rows.map((other, index) => row(String(index), other));
        const linking = link(given);
        expect(linking.rows.map(({ referralId }) => referralId)).toEqual(
          given.map(({ referralId }) => referralId),
        );
        const said = new Map<string, Set<string>>();
        linking.rows.forEach(({ childId }, index) => {
          const key = `${String(given[index]?.nhsNumber)} ${String(given[index]?.birthDate)}`;
          said.set(childId, (said.get(childId) ?? new Set()).add(key));
        });
        expect([...said.values()].every((keys) => keys.size === 1)).toBe(true);
        const numbers = linking.opened.flatMap(({ nhsNumber }) => nhsNumber ?? []);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
      { seed: 7701 },
    );
  });

  it('gives the same children however the rows are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const given = rows.map((other, index) => row(String(index), other));
        const whole = link(given).rows.map(({ finding }) => finding);
        const children: KnownChild[] = [];
        const cut: (string | null)[] = [];
        for (let at = 0; at < given.length; at += size) {
          const linking = link(given.slice(at, at + size), known(children));
          children.push(...linking.opened.filter(({ identity }) => identity === 'verified'));
          cut.push(...linking.rows.map(({ finding }) => finding));
        }
        expect(cut).toEqual(whole);
      }),
      { seed: 7701 },
    );
  });
});
