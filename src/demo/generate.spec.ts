import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkFactValue } from '../facts/check-fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import { addDays, daysBetween, parsePlainDate, plainDate } from '../kernel/plain-date.js';
import { serviceLineOfTeam } from '../referrals/service-line.js';
import { referralColumns } from '../ingest/header.js';
import { lastSunday, type ExtractColumn } from './extract-row.js';
import { demoFiles } from './generate.js';
import { Random } from './random.js';

type Row = Record<ExtractColumn, string>;
const today = plainDate('2026-11-24');
const census = plainDate('2026-11-22');

function read(seed: number, scale = 1, on = today) {
  const files = demoFiles({ seed, today: on, scale });
  const lists = files
    .filter((file) => file.kind === 'referrals')
    .map((file) => {
      const [header = [], ...rows] = [...file.rows()];
      expect(header).toEqual([...referralColumns]);
      const whole = rows.filter((cells) => cells.length === header.length);
      return {
        name: file.name,
        ragged: rows.length - whole.length,
        rows: whole.map(
          (cells) => Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])) as Row,
        ),
      };
    });
  const [factHeader = [], ...factRows] = [...(files.find((file) => file.kind === 'facts')?.rows() ?? [])];
  const facts = factRows.map((cells) =>
    Object.fromEntries(factHeader.map((name, i) => [name, cells[i] ?? ''])),
  );
  return { lists, facts };
}

/** Rows a careful reader would accept: real dates, none in the future, a known team, each identifier once. */
function acceptable(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const born = parsePlainDate(row.PERSON_BIRTH_DATE);
    const received = parsePlainDate(row.REFERRAL_REQUEST_RECEIVED_DATE);
    const id = row.SERVICE_REQUEST_IDENTIFIER;
    if (!born || !received || id === '' || seen.has(id)) return false;
    if (received > row.WEEK_ENDING_DATE || born > received) return false;
    if (!serviceLineOfTeam(row.TEAM_TYPE_CODE_SYSTEM, row.SERVICE_OR_TEAM_TYPE_REFERRED_TO)) return false;
    seen.add(id);
    return true;
  });
}

const isOpen = (row: Row): boolean => row.REFERRAL_CLOSURE_DATE === '' && row.PERSON_DEATH_DATE === '';
const since = (row: Row): string =>
  row.ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE || row.REFERRAL_REQUEST_RECEIVED_DATE;
const hashOf = (seed: number, on = today): string => {
  const hash = createHash('sha256');
  for (const file of demoFiles({ seed, today: on, scale: 0.03 }))
    for (const row of file.rows()) hash.update(`${file.name}\u001f${row.join('\u001f')}\n`);
  return hash.digest('hex');
};

const whole = read(1);

describe('the demo caseload at Plymouth’s size', () => {
  const { lists, facts } = whole;
  const accepted = lists.map((list) => acceptable(list.rows));
  const open = accepted.map((rows) => rows.filter(isOpen));

  it('has four open lists of 603, 1,299, 1,800 and 900: 4,602 referrals', () => {
    expect(open.map((rows) => rows.length)).toEqual([603, 1299, 1800, 900]);
  });

  it.each([
    ['speech and language therapy', 0, [22, 18, 38, 54, 69, 399, 3, 0]],
    ['community paediatrics', 1, [42, 11, 44, 165, 209, 797, 31, 0]],
  ])('waits in the bands of the SitRep: %s', (_name, list, bands) => {
    const edges = [7, 14, 28, 84, 126, 364, 728, Infinity];
    const counted = edges.map(() => 0);
    for (const row of open[list] ?? []) {
      const days = daysBetween(plainDate(since(row)), census);
      const band = edges.findIndex((edge) => days < edge);
      counted[band] = (counted[band] ?? 0) + 1;
    }
    expect(counted).toEqual(bands);
  });

  it('is 3,708 children, 790 of them on two or more lists and 100 on three or more', () => {
    const perChild = new Map<string, number>();
    for (const row of open.flat()) {
      const local = row.LOCAL_PATIENT_IDENTIFIER_EXTENDED.slice(3);
      perChild.set(local, (perChild.get(local) ?? 0) + 1);
    }
    const counts = [...perChild.values()];
    expect(counts).toHaveLength(3708);
    expect(counts.filter((lists) => lists >= 2)).toHaveLength(790);
    expect(counts.filter((lists) => lists >= 3)).toHaveLength(100);
  });

  it('puts a quarter of the speech and language list on another list too', () => {
    const others = new Set(open.slice(1).flatMap((rows) => rows.map((row) => row.NHS_NUMBER)));
    const shared = (open[0] ?? []).filter((row) => others.has(row.NHS_NUMBER)).length / 603;
    expect(shared).toBeGreaterThan(0.2);
    expect(shared).toBeLessThan(0.3);
  });

  it('has starts in every one of the last 52 weeks on every list, and leavers', () => {
    for (const rows of accepted) {
      const closed = rows.filter((row) => row.REFERRAL_CLOSURE_DATE !== '');
      const weeks = new Set(
        closed
          .filter((row) => row.REFERRAL_CLOSURE_REASON === '01')
          .map((row) => Math.floor(daysBetween(plainDate(row.REFERRAL_CLOSURE_DATE), census) / 7)),
      );
      expect([...weeks].sort((a, b) => a - b)).toEqual(Array.from({ length: 52 }, (_, week) => week));
      expect(closed.filter((row) => row.REFERRAL_CLOSURE_REASON !== '01').length).toBeGreaterThan(30);
    }
  });

  it('has a few rows of every kind that must be held back, a repeat, and findings', () => {
    for (const [index, list] of lists.entries()) {
      expect(list.ragged).toBeGreaterThanOrEqual(2);
      expect(list.rows.length - (accepted[index]?.length ?? 0)).toBeGreaterThanOrEqual(15);
    }
    const every = open.flat();
    expect(every.filter((row) => row.NHS_NUMBER === '').length).toBeGreaterThan(8);
    expect(every.filter((row) => row.NHS_NUMBER_STATUS_INDICATOR_CODE === '02').length).toBeGreaterThan(8);
    expect(every.filter((row) => checkNhsNumber(row.NHS_NUMBER).is === 'check_digit').length).toBeGreaterThan(
      8,
    );
    const births = new Map<string, Set<string>>();
    for (const row of every.filter((candidate) => candidate.NHS_NUMBER_STATUS_INDICATOR_CODE === '01'))
      births.set(row.NHS_NUMBER, (births.get(row.NHS_NUMBER) ?? new Set()).add(row.PERSON_BIRTH_DATE));
    expect([...births.values()].filter((dates) => dates.size > 1).length).toBeGreaterThan(3);
  });

  it('has families whom no message may reach, and mostly families whom one can', () => {
    const every = open.flat();
    const share = (test: (row: Row) => boolean): number => every.filter(test).length / every.length;
    expect(share((row) => row.CONTACT_RESTRICTION_CODE === 'R')).toBeGreaterThan(0.003);
    expect(share((row) => row.LOOKED_AFTER_CHILD_INDICATOR === 'Y')).toBeGreaterThan(0.01);
    expect(share((row) => row.CHILD_PROTECTION_PLAN_INDICATOR === 'Y')).toBeGreaterThan(0.005);
    expect(share((row) => row.PREFERRED_WRITTEN_FORMAT !== '')).toBeGreaterThan(0.01);
    expect(share((row) => row.INTERPRETER_REQUIRED === 'Y')).toBeGreaterThan(0.02);
    expect(share((row) => row.PREFERRED_CONTACT_METHOD === '4')).toBeGreaterThan(0.6);
    expect(accepted.flat().filter((row) => row.PERSON_DEATH_DATE !== '').length).toBeGreaterThanOrEqual(3);
    expect(every.filter((row) => row.CONTACT_EMAIL.startsWith('new.')).length).toBeGreaterThan(5);
  });

  it('says things rules exist for: danger now, disagreement, stale reassurance, unknown and silence', () => {
    const of = (code: string, value?: string) =>
      facts.filter(
        (fact) => fact['FACT_CODE'] === code && (value === undefined || fact['FACT_VALUE'] === value),
      );
    expect(
      of('suicidal_ideation', 'current_with_plan').length + of('feels_safe', 'no').length,
    ).toBeGreaterThan(4);
    expect(of('feels_safe', 'unknown').length).toBeGreaterThan(20);
    const stale = of('feels_safe', 'yes').filter(
      (fact) => String(fact['RECORDED_DATE']) < addDays(census, -28),
    );
    expect(stale.length).toBeGreaterThan(20);
    const perChild = new Map<string, Set<string>>();
    for (const fact of of('reduced_access_to_education'))
      perChild.set(
        String(fact['NHS_NUMBER']),
        (perChild.get(String(fact['NHS_NUMBER'])) ?? new Set()).add(String(fact['FACT_VALUE'])),
      );
    expect([...perChild.values()].filter((values) => values.size > 1).length).toBeGreaterThan(20);
    expect(new Set(facts.map((fact) => fact['NHS_NUMBER'])).size).toBeLessThan(3708 * 0.95);
  });
});

describe('whatever the seed', () => {
  const seeds = fc.integer({ min: 0, max: 1_000_000 });
  const days = fc.integer({ min: 0, max: 2000 }).map((n) => addDays(plainDate('2024-01-01'), n));

  it('nobody in it is real: numbers never issued, telephones for drama, addresses in example.org', () => {
    const invented = (row: Row): boolean =>
      /^(999\d{7})?$/.test(row.NHS_NUMBER) &&
      /^(07700 900\d{3})?$/.test(row.CONTACT_MOBILE) &&
      /^([a-z0-9.]+@example\.org)?$/.test(row.CONTACT_EMAIL);
    fc.assert(
      fc.property(seeds, (seed) => {
        const rows = read(seed, 0.05).lists.flatMap((list) => list.rows);
        expect(rows.filter((row) => !invented(row))).toEqual([]);
      }),
      { seed: 21, numRuns: 4 },
    );
  });

  it('every accepted row is possible: born before referred, referred before the census, closed in the last year', () => {
    fc.assert(
      fc.property(seeds, days, (seed, on) => {
        const sunday = lastSunday(on);
        const possible = (row: Row): boolean => {
          const ended = row.REFERRAL_CLOSURE_DATE || row.PERSON_DEATH_DATE;
          return (
            row.WEEK_ENDING_DATE === sunday &&
            since(row) <= row.REFERRAL_REQUEST_RECEIVED_DATE &&
            daysBetween(plainDate(row.PERSON_BIRTH_DATE), sunday) < 19 * 366 &&
            (ended === '' ||
              (ended >= row.REFERRAL_REQUEST_RECEIVED_DATE &&
                ended <= sunday &&
                daysBetween(plainDate(ended), sunday) < 364))
          );
        };
        const rows = read(seed, 0.05, on).lists.flatMap((list) => acceptable(list.rows));
        expect(rows.length).toBeGreaterThan(300);
        expect(rows.filter((row) => !possible(row))).toEqual([]);
      }),
      { seed: 22, numRuns: 4 },
    );
  });

  it('an open child keeps one number, name and birth date on every list but for the faults put in', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const people = new Map<string, Set<string>>();
        const rows = read(seed, 0.05).lists.flatMap((list) => acceptable(list.rows));
        for (const row of rows) {
          const person = row.LOCAL_PATIENT_IDENTIFIER_EXTENDED.slice(3);
          const known = people.get(person) ?? new Set();
          people.set(person, known.add(`${row.PERSON_GIVEN_NAME} ${row.PERSON_FAMILY_NAME}`));
        }
        expect([...people.values()].filter((names) => names.size > 1)).toEqual([]);
      }),
      { seed: 23, numRuns: 4 },
    );
  });

  it('every fact is of the vocabulary but for the faults put in, and none is from the future', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { facts } = read(seed, 0.05);
        const odd = facts.filter((fact) => {
          const definition = factDefinition(String(fact['FACT_CODE']));
          return !definition || !checkFactValue(definition, String(fact['FACT_VALUE']));
        });
        expect(odd.length).toBeLessThanOrEqual(2);
        expect(facts.filter((fact) => String(fact['RECORDED_DATE']) > census)).toEqual([]);
        expect(facts.length).toBeGreaterThan(500);
      }),
      { seed: 24, numRuns: 4 },
    );
  });

  it('one source says one thing about one matter a day', () => {
    const { facts } = whole;
    const keys = facts
      .filter((fact) => fact['FACT_CODE'] !== 'functional_impact')
      .map((fact) =>
        [
          'NHS_NUMBER',
          'PERSON_BIRTH_DATE',
          'SERVICE_REQUEST_IDENTIFIER',
          'FACT_CODE',
          'SOURCE',
          'SOURCE_ORGANISATION',
          'RECORDED_DATE',
        ]
          .map((column) => fact[column])
          .join(),
      );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('the same seed and day make the same rows, and another seed others', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(hashOf(seed)).toBe(hashOf(seed));
        expect(hashOf(seed)).not.toBe(hashOf(seed + 1));
      }),
      { seed: 25, numRuns: 3 },
    );
    // Any day of one week reads the same census.
    expect(hashOf(3, plainDate('2026-11-22'))).toBe(hashOf(3, plainDate('2026-11-28')));
  });

  it('no two children share a number, however many there are', () => {
    const numbers = new Set<string>();
    let rows = 0;
    for (const row of whole.lists.flatMap((list) => acceptable(list.rows))) {
      if (checkNhsNumber(row.NHS_NUMBER).is !== 'valid') continue;
      numbers.add(`${row.NHS_NUMBER} ${row.LOCAL_PATIENT_IDENTIFIER_EXTENDED.slice(3)}`);
      rows++;
    }
    expect(new Set([...numbers].map((pair) => pair.slice(0, 10))).size).toBe(numbers.size);
    expect(rows).toBeGreaterThan(9000);
  });
});

describe('a larger caseload for benches', () => {
  it('is made as it is read: the first rows of one twenty times the size come at once', () => {
    const file = demoFiles({ seed: 1, today, scale: 20 })[2];
    const first: string[][] = [];
    for (const row of file?.rows() ?? []) {
      first.push(row);
      if (first.length === 5) break;
    }
    expect(first).toHaveLength(5);
  });

  it('refuses a size whose numbers would run out, and a seed that is not one', () => {
    expect(() => demoFiles({ seed: 1, today, scale: 61 })).toThrow(RangeError);
    expect(() => demoFiles({ seed: -1, today })).toThrow(RangeError);
    expect(() => demoFiles({ seed: 1.5, today })).toThrow(RangeError);
    expect(new Random(1).next()).not.toBe(new Random(2).next());
  });
});
