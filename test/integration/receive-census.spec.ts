import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkReferralRow } from '../../src/ingest/referral-row.js';
import { factColumns, referralColumns } from '../../src/ingest/header.js';
import { RefusedFile } from '../../src/ingest/refused-file.js';
import { systemActor } from '../../src/kernel/actor.js';
import { referralId } from '../../src/kernel/ids.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { Installation } from '../../src/platform/database/installation.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { loadExampleAgreements } from '../support/sharing.js';
import { ingestOn } from '../support/ingest.js';
import { tableContents } from '../support/table-contents.js';

const fixture = (name: string): string => resolve('test', 'fixtures', 'extracts', name);
const SLT = 'nr5-slt-2026-11-15.csv';
const PAEDIATRICS = 'rk9-paediatrics-2026-11-15.csv';
const FACTS = 'facts-2026-11-15.csv';
const NEXT_SLT = 'nr5-slt-2026-11-22.csv';

const ADA = '9991000011';
const CLEO = '9991000046';
const DEV = '9991000054';
const sr = (number: number): string => referralId('NR5', `SR${String(number)}`);
const cp = (number: number): string => referralId('RK9', `CP${String(number)}`);

let database: FreshDatabase;
let ingest: ReturnType<typeof ingestOn>;
const rows = async <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  database.dataSource.query(sql, parameters);
const childOf = async (referral: string) => {
  const [child] = await rows<Record<string, unknown>>(
    `SELECT c.id, identity, nhs_number, given_name, locality, died_on::text, restricted
     FROM referral r JOIN child c ON c.id = r.child_id WHERE r.id = $1`,
    [referral],
  );
  return child ?? {};
};
const findingsOf = async (referral: string): Promise<string[]> =>
  (
    await rows<{ code: string }>(
      'SELECT code FROM finding WHERE referral_id = $1 AND resolved_at IS NULL ORDER BY code',
      [referral],
    )
  ).map(({ code }) => code);
const factsOf = async (code: string, column: 'child_id' | 'referral_id', id: unknown) =>
  rows(
    `SELECT value, source, organisation, recorded_on::text AS "on", withdrawn_at IS NOT NULL AS withdrawn
     FROM fact WHERE code = $1 AND ${column} = $2 ORDER BY recorded_on, withdrawn_at NULLS LAST, value`,
    [code, id],
  );

/** The cells of one row: Ada's, but for what is said. */
const entry =
  (other: Readonly<Record<string, string>>) =>
  (column: string): string =>
    ({
      ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'NR5',
      SOURCE_SYSTEM: 'SYSTMONE',
      EXTRACT_CREATED_DATETIME: '2026-11-08T22:10:00Z',
      LOCAL_PATIENT_IDENTIFIER_EXTENDED: 'NR5ADA',
      NHS_NUMBER: ADA,
      NHS_NUMBER_STATUS_INDICATOR_CODE: '01',
      PERSON_BIRTH_DATE: '2018-03-04',
      SERVICE_REQUEST_IDENTIFIER: 'SR1',
      SERVICE_OR_TEAM_TYPE_REFERRED_TO: '33',
      TEAM_TYPE_CODE_SYSTEM: 'CSDS',
      REFERRAL_REQUEST_RECEIVED_DATE: '2026-03-02',
      ...other,
    })[column] ?? '';

beforeAll(async () => {
  database = await freshDatabase();
  await loadExampleAgreements(database.dataSource, '2026-11-15');
  ingest = ingestOn(database.dataSource);
});
afterAll(async () => database.drop());

describe('a first census', () => {
  it('gives every row one outcome, and every held row its first reason', async () => {
    expect(await ingest.receiveFile(fixture(SLT))).toEqual({
      again: false,
      rows: 22,
      accepted: 10,
      open: 8,
      duplicates: 1,
      quarantined: {
        conflicting_row: 1,
        ragged_row: 1,
        'missing_mandatory:SERVICE_REQUEST_IDENTIFIER': 1,
        'missing_mandatory:REFERRAL_REQUEST_RECEIVED_DATE': 1,
        'bad_date:PERSON_BIRTH_DATE': 1,
        'bad_date:REFERRAL_REQUEST_RECEIVED_DATE': 1,
        'bad_date:WEEK_ENDING_DATE': 1,
        'date_in_future:REFERRAL_REQUEST_RECEIVED_DATE': 1,
        'date_in_future:PERSON_BIRTH_DATE': 1,
        birth_after_referral: 1,
        unknown_service: 1,
      },
      findings: {
        nhs_number_missing: 1,
        nhs_number_check_digit: 1,
        nhs_number_not_verified: 1,
        birth_date_conflict: 1,
        'unknown_code:ETHNIC_CATEGORY': 1,
      },
    });
  });

  it('keeps what is held back whole, under the row a spreadsheet shows, with an owner', async () => {
    const held = await rows<{
      row_number: number;
      reason: string;
      cells: { cells?: string[] };
      owner_role: string;
    }>('SELECT row_number, reason, cells, owner_role FROM quarantined_row ORDER BY row_number');
    expect(held).toHaveLength(11);
    expect(held[0]).toMatchObject({
      row_number: 5,
      reason: 'conflicting_row',
      owner_role: 'list_office',
      cells: { SERVICE_REQUEST_IDENTIFIER: 'SR1', FUTURE_APPOINTMENT_DATE: '2026-12-01' },
    });
    expect(held[1]).toMatchObject({ row_number: 6, reason: 'ragged_row' });
    expect(held[1]?.cells.cells).toHaveLength(30);
  });

  it('puts a row with an identity finding on its list under its own local identity', async () => {
    for (const number of [14, 15, 16, 17])
      expect(await childOf(sr(number))).toMatchObject({ identity: 'local', nhs_number: null });
    expect(await findingsOf(sr(17))).toEqual(['birth_date_conflict']);
    const owners = await rows('SELECT DISTINCT code, owner_role FROM finding ORDER BY code');
    expect(owners).toContainEqual({ code: 'nhs_number_missing', owner_role: 'list_office' });
    expect(owners).toContainEqual({ code: 'unknown_code:ETHNIC_CATEGORY', owner_role: 'data_quality_lead' });
  });

  it('counts a wait from the first receipt by any provider', async () => {
    expect(await rows('SELECT waiting_since::text FROM referral WHERE id = $1', [sr(2)])).toEqual([
      { waiting_since: '2025-12-01' },
    ]);
  });

  it('keeps a cell with quotes and line breaks as it was sent', async () => {
    expect(await rows('SELECT address_line FROM child_record WHERE referral_id = $1', [sr(20)])).toEqual([
      { address_line: 'Flat 2,\n"The Old Mill"' },
    ]);
  });

  it('marks a database real, its source known, its entries as of the first census and due where they are open', async () => {
    expect(await rows('SELECT kind FROM installation')).toEqual([{ kind: 'real' }]);
    expect(
      await rows(
        'SELECT provider, service, first_census_on::text, latest_extract_on::text FROM referral_source',
      ),
    ).toEqual([
      {
        provider: 'NR5',
        service: 'slt',
        first_census_on: '2026-11-15',
        latest_extract_on: '2026-11-15',
      },
    ]);
    expect(
      await rows(
        `SELECT state, from_first_census, decision_due_since IS NOT NULL AS due, count(*)::int
         FROM referral GROUP BY 1, 2, 3 ORDER BY state`,
      ),
    ).toEqual([
      { state: 'closed', from_first_census: true, due: false, count: 2 },
      { state: 'open', from_first_census: true, due: true, count: 8 },
    ]);
  });

  it('links a second list by verified number and birth date', async () => {
    const { again, ...counts } = await ingest.receiveFile(fixture(PAEDIATRICS));
    expect(counts).toMatchObject({ rows: 5, accepted: 4, open: 4, duplicates: 1, findings: {} });
    expect(again).toBe(false);
    expect(await childOf(cp(1))).toEqual(await childOf(sr(1)));
    expect(await childOf(cp(1))).toMatchObject({ identity: 'verified', nhs_number: ADA, locality: 'south' });
  });

  it('lets death or restriction on one list hold for the child, and place a restricted child nowhere', async () => {
    expect(await childOf(cp(4))).toMatchObject({ died_on: '2026-11-06' });
    expect(await childOf(cp(3))).toMatchObject({ restricted: true, locality: 'none' });
  });

  it('records what its columns say as facts of the provider', async () => {
    const { id } = await childOf(sr(1));
    const said = { source: 'clinician', withdrawn: false };
    expect(await factsOf('looked_after', 'child_id', id)).toEqual([
      { ...said, value: 'no', organisation: 'RK9', on: '2026-11-15' },
      { ...said, value: 'yes', organisation: 'NR5', on: '2026-11-15' },
    ]);
    expect(await factsOf('provider_priority', 'referral_id', sr(1))).toEqual([
      { ...said, value: 'routine', organisation: 'NR5', on: '2026-03-02' },
    ]);
  });

  it('leaves one line of the trail for each accepted row and each file, without a name', async () => {
    expect(
      await rows(`SELECT action, count(*)::int FROM trail
        WHERE action LIKE 'referral.%' OR action LIKE 'import_file.%' GROUP BY action ORDER BY action`),
    ).toEqual([
      { action: 'import_file.read', count: 2 },
      { action: 'referral.received', count: 14 },
    ]);
    const [{ trail } = { trail: '' }] = await rows<{ trail: string }>(
      'SELECT string_agg(detail::text, $1) AS trail FROM trail',
      ['\n'],
    );
    expect(trail).not.toMatch(/Pengelly|Example Street|carer@|07700|999100/);
  });
});

describe('a facts file', () => {
  it('gives every row one outcome, and every held row its first reason', async () => {
    const due = `SELECT count(*)::int AS n FROM referral WHERE decision_due_since IS NOT NULL`;
    await database.dataSource.query('UPDATE referral SET decision_due_since = NULL');
    expect(await ingest.receiveFile(fixture(FACTS))).toEqual({
      again: false,
      rows: 21,
      accepted: 6,
      open: 0,
      duplicates: 2,
      quarantined: {
        conflicting_fact: 1,
        unknown_fact: 1,
        bad_value: 2,
        unknown_referral: 3,
        child_mismatch: 2,
        unknown_child: 1,
        unknown_source: 1,
        'date_in_future:RECORDED_DATE': 1,
        ragged_row: 1,
      },
      findings: {},
    });
    // Ada and Cleo wait on two lists each (Cleo's are not linked yet); Fay's only referral is closed.
    expect(await rows(due)).toEqual([{ n: 4 }]);
  });

  it('lets the vocabulary say whether a fact is about the child or about one referral', async () => {
    const { id } = await childOf(sr(1));
    expect(
      await rows('SELECT code, referral_id FROM fact WHERE child_id = $1 AND code = ANY($2) ORDER BY code', [
        id,
        ['self_harm', 'single_words', 'feels_safe'],
      ]),
    ).toEqual([
      { code: 'feels_safe', referral_id: null },
      { code: 'self_harm', referral_id: null },
      { code: 'single_words', referral_id: sr(1) },
    ]);
  });

  it('moves a child who lives at a distance to the board of those living away', async () => {
    expect(await childOf(cp(2))).toMatchObject({ nhs_number: CLEO, locality: 'away' });
  });
});

describe('the same file again', () => {
  it('changes nothing, under any name, and gives the same counts', async () => {
    const before = await tableContents(database.dataSource);
    for (const name of [SLT, PAEDIATRICS, FACTS]) {
      const { again, ...counts } = await ingest.receiveFile(fixture(name));
      const [stored] = await rows<{ counts: unknown }>('SELECT counts FROM import_file WHERE name = $1', [
        name,
      ]);
      expect(again).toBe(true);
      expect(counts).toEqual(stored?.counts);
    }
    expect(await tableContents(database.dataSource)).toEqual(before);
  });
});

describe('the next census', () => {
  beforeAll(async () => {
    await database.dataSource.query('UPDATE referral SET decision_due_since = NULL');
    ingest = ingestOn(database.dataSource, '2026-11-22');
  });

  it('gives every row one outcome, and tries held facts again', async () => {
    expect(await ingest.receiveFile(fixture(NEXT_SLT))).toEqual({
      again: false,
      rows: 10,
      accepted: 10,
      open: 9,
      duplicates: 0,
      quarantined: {},
      findings: {
        nhs_number_check_digit: 1,
        birth_date_conflict: 1,
        identity_changed: 1,
        waiting_start_later: 1,
      },
    });
    expect(
      await rows(
        `SELECT reason, count(*)::int FROM quarantined_row WHERE state = 'released' GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      { reason: 'unknown_child', count: 1 },
      { reason: 'unknown_referral', count: 1 },
    ]);
    const { id } = await childOf(sr(23));
    expect(await factsOf('getting_worse', 'child_id', id)).toMatchObject([{ value: 'yes' }]);
    expect(await factsOf('single_words', 'referral_id', sr(23))).toMatchObject([{ value: '3' }]);
  });

  it('leaves an entry that vanished where it was: nothing is closed by silence', async () => {
    expect(
      await rows('SELECT state, reported_on::text, decision_due_since FROM referral WHERE id = $1', [sr(2)]),
    ).toEqual([{ state: 'open', reported_on: '2026-11-15', decision_due_since: null }]);
  });

  it('closes, reopens and adds, each with its line in the trail', async () => {
    const did = await rows<{ action: string; subject_id: string }>(
      `SELECT action, subject_id FROM trail WHERE action IN ('referral.closed', 'referral.reopened')`,
    );
    expect(did.map(({ action, subject_id }) => `${action} ${subject_id}`).sort()).toEqual(
      [`referral.closed ${sr(17)}`, `referral.reopened ${sr(18)}`, `referral.reopened ${sr(19)}`].sort(),
    );
    expect(
      await rows(
        `SELECT id, state, outcome, from_first_census, decision_due_since IS NOT NULL AS due FROM referral
         WHERE id = ANY($1) ORDER BY state, from_first_census`,
        [[sr(17), sr(18), sr(23)]],
      ),
    ).toEqual([
      { id: sr(17), state: 'closed', outcome: 'left', from_first_census: true, due: true },
      { id: sr(23), state: 'open', outcome: null, from_first_census: false, due: true },
      { id: sr(18), state: 'open', outcome: null, from_first_census: true, due: true },
    ]);
  });

  it('verifies a local child, and resolves the finding', async () => {
    expect(await childOf(sr(14))).toMatchObject({ identity: 'verified', nhs_number: DEV });
    expect(await findingsOf(sr(14))).toEqual([]);
    const { id } = await childOf(sr(14));
    expect(await rows(`SELECT child_id FROM trail WHERE action = 'child.verified'`)).toEqual([
      { child_id: id },
    ]);
  });

  it('joins a local child to the one its number belongs to, with all that was said', async () => {
    const cleo = await childOf(cp(2));
    expect((await childOf(sr(16)))['id']).toBe(cleo['id']);
    expect(await factsOf('suicidal_ideation', 'child_id', cleo['id'])).toMatchObject([{ value: 'unknown' }]);
    expect(await factsOf('looked_after', 'child_id', cleo['id'])).toMatchObject([{ value: 'yes' }]);
    expect(await rows(`SELECT child_id FROM trail WHERE action = 'child.joined'`)).toEqual([
      { child_id: cleo['id'] },
    ]);
  });

  it('never moves an entry silently to another verified number: the child stays, and a finding says so', async () => {
    expect(await childOf(sr(20))).toMatchObject({ given_name: 'Hal', nhs_number: '9991000097' });
    expect(await findingsOf(sr(20))).toEqual(['identity_changed']);
    expect(await rows('SELECT detail FROM finding WHERE code = $1', ['identity_changed'])).toEqual([
      { detail: { nhsNumber: '9991000127', birthDate: '2013-06-07' } },
    ]);
    expect(await rows('SELECT given_name FROM child_record WHERE referral_id = $1', [sr(20)])).toEqual([
      { given_name: 'Hal' },
    ]);
  });

  it('never starts a wait later than it did', async () => {
    expect(
      await rows('SELECT waiting_since::text, received_on::text FROM referral WHERE id = $1', [sr(15)]),
    ).toEqual([{ waiting_since: '2026-03-02', received_on: '2026-06-01' }]);
    expect(await findingsOf(sr(15))).toEqual(['nhs_number_check_digit', 'waiting_start_later']);
  });

  it('never takes back a death or a restriction by a blank', async () => {
    expect(await childOf(sr(19))).toMatchObject({ died_on: '2026-11-06' });
    expect(await childOf(sr(22))).toMatchObject({ restricted: true, locality: 'none' });
  });

  it('records a changed priority on the day of the census that says so', async () => {
    expect(await factsOf('provider_priority', 'referral_id', sr(1))).toMatchObject([
      { value: 'routine', on: '2026-03-02', withdrawn: false },
      { value: 'urgent', on: '2026-11-22', withdrawn: false },
    ]);
  });

  it('is not undone by an older census that is read after it', async () => {
    const older = entry({
      WEEK_ENDING_DATE: '2026-11-08',
      PERSON_GIVEN_NAME: 'Older',
      REFERRAL_CLOSURE_DATE: '2026-11-01',
    });
    const before = await tableContents(database.dataSource, ['referral', 'child', 'child_record']);
    const counts = await ingest.receiveRows('referrals', [referralColumns, referralColumns.map(older)]);
    expect(counts).toMatchObject({ rows: 1, accepted: 1, open: 0 });
    expect(await tableContents(database.dataSource, ['referral', 'child', 'child_record'])).toEqual(before);
    expect(await rows(`SELECT subject_id FROM trail WHERE action = 'referral.stale'`)).toEqual([
      { subject_id: sr(1) },
    ]);
  });
});

describe('an entry sent by itself', () => {
  it('that links a child lets held facts of that child go', async () => {
    const held = { NHS_NUMBER: '9991000127', PERSON_BIRTH_DATE: '2013-06-07', FACT_CODE: 'getting_worse' };
    const said = {
      FACT_VALUE: 'yes',
      SOURCE: 'parent',
      SOURCE_ORGANISATION: 'NR5',
      RECORDED_DATE: '2026-11-20',
    };
    const cells = factColumns.map((name) => (({ ...held, ...said }) as Record<string, string>)[name] ?? '');
    const counts = await ingest.receiveRows('facts', [factColumns, cells]);
    expect(counts.quarantined).toEqual({ unknown_child: 1 });
    const kit = checkReferralRow(
      entry({ ...held, WEEK_ENDING_DATE: '2026-11-22', SERVICE_REQUEST_IDENTIFIER: 'SR24' }),
    );
    if (kit.is !== 'accepted') throw new Error(kit.reason);
    const [outcome] = await database.dataSource.transaction(async (tx) =>
      ingest.arrivals.receive(tx, ingest.actor, [kit.arrival], { census: false }),
    );
    expect(await factsOf('getting_worse', 'child_id', outcome?.childId)).toMatchObject([{ value: 'yes' }]);
  });
});

describe('a whole file', () => {
  it('leaves nothing behind where a later record of it cannot be read', async () => {
    const before = await tableContents(database.dataSource);
    async function* broken(): AsyncGenerator<readonly string[]> {
      yield await Promise.resolve(referralColumns);
      for (let row = 0; row < 2500; row++) yield referralColumns.map((name) => `${name} ${String(row)}`);
      throw new RefusedFile('the rest of it is gone');
    }
    const receiving = ingest.receive.receive(ingest.actor, {
      name: 'broken',
      kind: 'referrals',
      records: broken(),
    });
    await expect(receiving).rejects.toThrow('the rest of it is gone');
    expect(await tableContents(database.dataSource)).toEqual(before);
  });

  it('without rows is a census of nobody: refused, unless that is meant', async () => {
    await expect(ingest.receiveRows('referrals', [referralColumns])).rejects.toThrow('--allow-empty');
    expect(await ingest.receiveRows('referrals', [referralColumns], { allowEmpty: true })).toMatchObject({
      rows: 0,
      again: false,
    });
    expect(await ingest.receiveRows('referrals', [referralColumns], { allowEmpty: true })).toMatchObject({
      again: true,
    });
  });

  it('read twice at once is read once', async () => {
    const other = await freshDatabase();
    const both = ingestOn(other.dataSource);
    const received = await Promise.all([both.receiveFile(fixture(SLT)), both.receiveFile(fixture(SLT))]);
    expect(received.map(({ again }) => again).sort()).toEqual([false, true]);
    expect(received[0]?.accepted).toBe(received[1]?.accepted);
    const [count] = await other.dataSource.query('SELECT count(*)::int AS n FROM import_file');
    expect(count).toEqual({ n: 1 });
    await other.drop();
  });

  it('never enters a demo database, unless that is meant', async () => {
    const demo = await freshDatabase();
    const installation = new Installation(demo.dataSource, new Trail());
    await demo.dataSource.transaction((tx) => installation.markAs(tx, 'demo', systemActor('test')));
    const into = ingestOn(demo.dataSource);
    await expect(into.receiveFile(fixture(SLT))).rejects.toThrow('this database is a demo');
    const [count] = await demo.dataSource.query('SELECT count(*)::int AS n FROM referral');
    expect(count).toEqual({ n: 0 });
    expect(await into.receiveFile(fixture(SLT), { intoDemo: true })).toMatchObject({ accepted: 10 });
    expect(await demo.dataSource.query('SELECT kind FROM installation')).toEqual([{ kind: 'demo' }]);
    await demo.drop();
  });
});
