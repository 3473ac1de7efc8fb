import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeepClockEvents1795780000000 } from '../../migrations/1795780000000-keep-clock-events.js';
import { referralId } from '../../src/kernel/ids.js';
import { tellReported } from '../../src/referrals/clock-event.repository.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { ingestOn } from '../support/ingest.js';
import { tableContents } from '../support/table-contents.js';

/** What extracts tell the clocks, census after census. */
let database: FreshDatabase;
let ingest: ReturnType<typeof ingestOn>;
const [header = ''] = readFileSync('test/fixtures/extracts/rk9-paediatrics-2026-11-15.csv', 'utf8').split(
  '\n',
);
const referralColumns = header.trim().split(',');
const REFERRAL = referralId('RK9', 'CK1');

const cells = (other: Readonly<Record<string, string>>): string[] => {
  const row: Readonly<Record<string, string>> = {
    ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'RK9',
    SOURCE_SYSTEM: 'CAREFLOW',
    EXTRACT_CREATED_DATETIME: `${other.WEEK_ENDING_DATE ?? ''}T22:10:00Z`,
    LOCAL_PATIENT_IDENTIFIER_EXTENDED: 'CKL1',
    NHS_NUMBER: '',
    NHS_NUMBER_STATUS_INDICATOR_CODE: '07',
    PERSON_GIVEN_NAME: 'Clementine',
    PERSON_FAMILY_NAME: 'Clockford',
    PERSON_BIRTH_DATE: '2019-02-03',
    SERVICE_REQUEST_IDENTIFIER: 'CK1',
    SERVICE_OR_TEAM_TYPE_REFERRED_TO: '06',
    TEAM_TYPE_CODE_SYSTEM: 'CSDS',
    REFERRAL_REQUEST_RECEIVED_DATE: '2026-01-28',
    ...other,
  };
  return referralColumns.map((column) => row[column] ?? '');
};
/** Reads a census of one row. */
const census = async (on: string, other: Readonly<Record<string, string>> = {}): Promise<void> => {
  const received = await ingest.receiveRows('referrals', [
    referralColumns,
    cells({ WEEK_ENDING_DATE: on, ...other }),
  ]);
  expect(received).toMatchObject({ accepted: 1 });
};
const told = async (): Promise<string[]> => {
  const rows: { told: string }[] = await database.dataSource.query(
    `SELECT concat_ws(' ', e.kind, e.happened_on, e.detail ->> 'code', w.kind, w.happened_on) AS told
     FROM clock_event e LEFT JOIN clock_event w ON w.id = e.withdraws WHERE e.referral_id = $1 ORDER BY e.sequence`,
    [REFERRAL],
  );
  return rows.map((row) => row.told);
};
/** What a report adds to what was told before. */
const adds = async (on: string, other: Readonly<Record<string, string>> = {}): Promise<string[]> => {
  const before = await told();
  await census(on, other);
  return (await told()).slice(before.length);
};

beforeAll(async () => {
  database = await freshDatabase();
  ingest = ingestOn(database.dataSource, '2026-11-29');
});
afterAll(() => database?.drop());

describe('an extract', () => {
  const first = {
    ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE: '2026-01-02',
    REFERRAL_TO_TREATMENT_PERIOD_STATUS: '20',
  };

  it('tells its receipts and its status when an entry is received', async () => {
    expect(await adds('2026-02-01', first)).toEqual([
      'first_received 2026-01-02',
      'received 2026-01-28',
      'rtt 2026-02-01 20',
    ]);
  });
  it('tells nothing when it is read again, or says the same a week later', async () => {
    const before = await tableContents(database.dataSource, ['clock_event']);
    await census('2026-02-01', first);
    await census('2026-02-08', first);
    expect(await tableContents(database.dataSource, ['clock_event'])).toEqual(before);
  });
  it('tells a status when it changes, and a missed appointment once', async () => {
    const changed = { ...first, REFERRAL_TO_TREATMENT_PERIOD_STATUS: '31', LAST_DNA_DATE: '2026-02-10' };
    expect(await adds('2026-02-15', changed)).toEqual(['missed_unclear 2026-02-10', 'rtt 2026-02-15 31']);
    expect(await adds('2026-02-22', changed)).toEqual([]);
  });
  it('takes back an end that it no longer reports, and tells it again if it comes again', async () => {
    const closed = { ...first, REFERRAL_CLOSURE_DATE: '2026-03-01', REFERRAL_CLOSURE_REASON: '02' };
    expect(await adds('2026-03-01', closed)).toContain('discharged 2026-03-01');
    expect(await adds('2026-03-08', first)).toEqual(['withdrawn discharged 2026-03-01']);
    expect(await adds('2026-03-15', closed)).toEqual(['discharged 2026-03-01']);
    expect(await adds('2026-03-22', closed)).toEqual([]);
  });
  it('never takes back a receipt, whatever it says later', async () => {
    expect(await adds('2026-03-29', { ...first, REFERRAL_REQUEST_RECEIVED_DATE: '2026-02-20' })).toContain(
      'received 2026-02-20',
    );
    expect(await told()).toContain('received 2026-01-28');
  });
  it('older than what is known tells nothing', async () => {
    expect(await adds('2026-02-01', { ...first, LAST_DNA_DATE: '2026-01-30' })).toEqual([]);
  });
});

describe('a status that the list corrects', () => {
  const status = (code: string) => ({ REFERRAL_TO_TREATMENT_PERIOD_STATUS: code });
  /** What counts of a list that reports these statuses, on these days of May, one after another. */
  const standing = async (id: string, ...reported: readonly (readonly [day: string, code: string])[]) => {
    for (const [day, code] of reported)
      await census(`2026-05-${day}`, {
        ...status(code),
        SERVICE_REQUEST_IDENTIFIER: id,
        LOCAL_PATIENT_IDENTIFIER_EXTENDED: `L${id}`,
        EXTRACT_CREATED_DATETIME: `2026-05-${day}T2${String(reported.findIndex((one) => one[1] === code))}:10:00Z`,
      });
    const rows: { told: string }[] = await database.dataSource.query(
      `SELECT concat_ws(' ', to_char(e.happened_on, 'DD'), e.detail ->> 'code') AS told FROM clock_event e
       WHERE e.referral_id = $1 AND e.kind = 'rtt' AND NOT EXISTS (SELECT FROM clock_event w WHERE w.withdraws = e.id)
       ORDER BY e.happened_on, e.sequence`,
      [referralId('RK9', id)],
    );
    return rows.map((row) => row.told);
  };

  it.each([
    ['a death typed for further activity', 'S1', '36'],
    ['a first treatment typed for further activity', 'S2', '30'],
    ['watching without the decision to treat that ends it', 'S3', '31'],
  ])('is taken back: %s', async (_what, id, code) => {
    expect(await standing(id, ['03', '20'], ['10', code], ['17', '20'])).toEqual(['03 20', '17 20']);
  });
  it('is taken back with what was reported on top of it', async () => {
    expect(await standing('S4', ['03', '30'], ['10', '90'], ['17', '20'])).toEqual(['17 20']);
  });
  it('is taken back within the same day, whichever code is the greater', async () => {
    expect(await standing('S5', ['03', '30'], ['03', '20'])).toEqual(['03 20']);
    expect(await standing('S6', ['03', '20'], ['03', '30'])).toEqual(['03 30']);
  });
  it.each([
    ['after treatment', 'S7', '30', '90'],
    ['the end of watching', 'S8', '31', '11'],
    ['activity after a missed first appointment', 'S9', '33', '20'],
    ['a death after treatment', 'S10', '30', '36'],
    ['another condition', 'S11', '34', '12'],
  ] as const)('stays where the next is a sequel: %s', async (_what, id, code, next) => {
    expect(await standing(id, ['03', code], ['10', next])).toEqual([`03 ${code}`, `10 ${next}`]);
  });
});

describe('entries from before clocks were kept', () => {
  it('are told of once, as the next extract tells it, when their file came', async () => {
    const before = await freshDatabase();
    try {
      const { receiveRows } = ingestOn(before.dataSource, '2026-11-29');
      const row = cells({
        WEEK_ENDING_DATE: '2026-03-01',
        ORIGINAL_REFERRAL_REQUEST_RECEIVED_DATE: '2026-01-02',
        REFERRAL_TO_TREATMENT_PERIOD_STATUS: '20',
        LAST_DNA_DATE: '2026-02-10',
        REFERRAL_CLOSURE_DATE: '2026-03-01',
        REFERRAL_CLOSURE_REASON: '02',
      });
      await receiveRows('referrals', [referralColumns, row]);
      const told = await tableContents(before.dataSource, ['clock_event']);
      await before.dataSource.query('DROP TABLE clock_event');
      const runner = before.dataSource.createQueryRunner();
      await new KeepClockEvents1795780000000().up(runner);
      expect(await tableContents(before.dataSource, ['clock_event'])).toEqual(told);
      const unlike = `SELECT FROM clock_event AS e JOIN import_file AS f ON f.id = e.import_file_id
        WHERE e.said_at <> f.imported_at`;
      expect(await before.dataSource.query(unlike)).toEqual([]);
      await before.dataSource.transaction((tx) => tellReported(tx, [REFERRAL], null));
      expect(await tableContents(before.dataSource, ['clock_event'])).toEqual(told);
      await runner.release();
    } finally {
      await before.drop();
    }
  });
});
