import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { referralId } from '../../src/kernel/ids.js';
import { SourceRegistry } from '../../src/referrals/sources/source.registry.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { ingestOn } from '../support/ingest.js';
import { tableContents } from '../support/table-contents.js';

const mappings = new SourceRegistry('test/fixtures/sources');

const document = readFileSync('test/fixtures/sources/rj8-rio.json', 'utf8');

const child = {
  Trust: 'Invented Partnership',
  Census: '15/11/2026',
  'Run on': '15/11/2026',
  'Client ID': 'C1',
  'NHS No': '999 086 6317',
  'Traced?': 'Yes',
  'First name': 'Zuzanna',
  Surname: 'Pengelly',
  DOB: '14/11/2017',
  Sex: 'F',
  Address: '1 Example Street, Plymouth',
  Postcode: 'PL4 6AB',
  Ethnicity: 'White British',
  GP: 'L83127',
  'Referral ID': 'R1',
  Team: 'SALT-C',
  'Referred by': '',
  Urgency: 'Now',
  Received: '03/04/2026',
  'First received': '',
  'Next appointment': '',
  Closed: '',
  'Why closed': '',
  'In care': 'CLA',
  Sensitive: '-',
  Interpreter: '0',
};
type Cells = Partial<Record<keyof typeof child, string>>;
const header = Object.keys(child).reverse();
const csv = (...rows: readonly Cells[]): string =>
  [header, ...rows.map((row) => header.map((name) => ({ ...child, ...row })[name as keyof typeof child]))]
    .map((cells) => cells.map((cell) => `"${cell}"`).join(','))
    .join('\r\n');

let database: FreshDatabase;
let ingest: ReturnType<typeof ingestOn>;
let folder: string;
const receive = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return ingest.receiveFile(path);
};
const one = async (sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>> =>
  (await database.dataSource.query<Record<string, unknown>[]>(sql, parameters))[0] ?? {};
const entry = (request: string) =>
  one(
    `SELECT r.service, r.source_system, r.team_type, r.received_on::text, r.state, r.outcome, r.source_of_referral,
            c.nhs_number, c.nhs_number_status, c.birth_date::text, c.gender, c.ethnic_category, c.looked_after,
            c.contact_restriction, c.interpreter_required, c.language, c.died_on::text, c.reported_on::text,
            (SELECT identity FROM child WHERE id = r.child_id) AS identity,
            (SELECT value FROM fact f WHERE f.referral_id = r.id AND f.code = 'provider_priority') AS priority,
            (SELECT coalesce(json_agg(code ORDER BY code), '[]') FROM finding f WHERE f.referral_id = r.id) AS findings
     FROM referral r JOIN child_record c ON c.referral_id = r.id WHERE r.id = $1`,
    [referralId('RJ8', request)],
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-source-'));
  database = await freshDatabase();
  ingest = ingestOn(database.dataSource, '2026-11-15', mappings);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

describe('the extract of a third source', () => {
  it('is read by its mapping alone: other columns, dates and codes, and the file keeps by which', async () => {
    const counts = await receive(
      'first.csv',
      csv(
        {},
        {
          'Referral ID': 'R2',
          'Client ID': 'C2',
          'NHS No': '',
          Census: '',
          Received: '',
          'First received': '01/03/2026',
        },
        {
          'Referral ID': 'R3',
          'Client ID': 'C3',
          'NHS No': '',
          Team: 'CAMHS-1',
          Closed: '02/11/2026',
          'Why closed': 'RIP',
        },
        { 'Referral ID': 'R4', 'Client ID': 'C4', 'NHS No': '', DOB: '2017-11-14' },
        { 'Referral ID': 'R5', 'Client ID': 'C5', 'NHS No': '', Received: '', 'First received': '' },
        { 'Referral ID': 'R6', 'Client ID': 'C6', 'NHS No': '', Team: '33' },
        { 'Referral ID': 'R7', 'Client ID': 'C7', Trust: 'Another Trust' },
      ),
    );
    expect(counts).toMatchObject({
      rows: 7,
      accepted: 3,
      open: 2,
      quarantined: {
        'bad_date:PERSON_BIRTH_DATE': 1,
        'missing_mandatory:REFERRAL_REQUEST_RECEIVED_DATE': 1,
        unknown_service: 1,
        another_source: 1,
      },
      findings: { nhs_number_missing: 2 },
    });
    expect(await entry('R1')).toEqual({
      service: 'slt',
      source_system: 'RIO',
      team_type: 'SALT-C',
      received_on: '2026-04-03',
      state: 'open',
      outcome: null,
      source_of_referral: 'not recorded',
      nhs_number: '9990866317',
      nhs_number_status: '01',
      birth_date: '2017-11-14',
      gender: '2',
      ethnic_category: 'A',
      looked_after: 'Y',
      contact_restriction: null,
      interpreter_required: 'N',
      language: null,
      died_on: null,
      reported_on: '2026-11-15',
      identity: 'verified',
      priority: 'emergency',
      findings: [],
    });
    expect(await one('SELECT mapping_id, mapping_version, mapping_sha256 FROM import_file')).toEqual({
      mapping_id: 'rj8-rio',
      mapping_version: '2.1.0',
      mapping_sha256: createHash('sha256').update(document).digest('hex'),
    });
  });

  it('reads a day that is blank from the column its mapping names, and from no other', async () => {
    expect(await entry('R2')).toMatchObject({ received_on: '2026-03-01', reported_on: '2026-11-15' });
  });

  it('takes a reason that means died for a death, though no date of it is sent', async () => {
    expect(await entry('R3')).toMatchObject({
      service: 'mental_health',
      outcome: 'died',
      died_on: '2026-11-02',
    });
  });

  it('says of each code nobody has listed that nobody knows it, and takes it for nothing milder', async () => {
    const unheard = { 'Traced?': '01', Sensitive: 'R', 'In care': 'Y', Ethnicity: 'A', Urgency: '1' };
    await receive(
      'second.csv',
      csv({
        ...unheard,
        'Referral ID': 'R8',
        'Client ID': 'C8',
        'NHS No': '999 000 0042',
        Closed: '02/11/2026',
        'Why closed': '01',
      }),
    );
    expect(await entry('R8')).toMatchObject({
      identity: 'local',
      nhs_number_status: null,
      contact_restriction: 'R',
      looked_after: 'Y',
      ethnic_category: 'A',
      outcome: 'left',
      priority: null,
      findings: [
        'nhs_number_not_verified',
        'unknown_code:CONTACT_RESTRICTION_CODE',
        'unknown_code:ETHNIC_CATEGORY',
        'unknown_code:LOOKED_AFTER_CHILD_INDICATOR',
        'unknown_code:NHS_NUMBER_STATUS_INDICATOR_CODE',
        'unknown_code:PRIORITY_TYPE_CODE',
        'unknown_code:REFERRAL_CLOSURE_REASON',
      ],
    });
  });

  it('is read again where the document of its mapping has become another, even with the same version', async () => {
    const text = csv(
      { 'Referral ID': 'R20', 'Client ID': 'C20', 'NHS No': '', Sensitive: 'Q' },
      { 'Referral ID': 'R21', 'Client ID': 'C21', 'NHS No': '', Team: 'SALT-D' },
    );
    const by = async (changes: (written: string) => string) => {
      writeFileSync(join(folder, 'rj8-rio.json'), changes(document));
      const directory = new SourceRegistry(folder);
      const path = join(folder, 'corrected.csv');
      writeFileSync(path, text);
      return ingestOn(database.dataSource, '2026-11-15', directory).receiveFile(path);
    };
    const wrong = (written: string) => written.replace('"S": "V"', '"S": "V", "Q": ""');
    const held = () =>
      one(
        `SELECT count(*)::int AS rows FROM quarantined_row WHERE state = 'held' AND cells->>'Team' = 'SALT-D'`,
      );

    expect(await by(wrong)).toMatchObject({ again: false, accepted: 1 });
    expect(await entry('R20')).toMatchObject({ contact_restriction: null });
    expect(await by(wrong)).toMatchObject({ again: true, accepted: 1 });

    const right = (written: string) => written.replace('"S": "V"', '"S": "V", "Q": "V"');
    expect(await by(right)).toMatchObject({ again: false, anew: 'rj8-rio@2.1.0', accepted: 1 });
    expect(await entry('R20')).toMatchObject({ contact_restriction: 'V' });
    expect(await held()).toEqual({ rows: 1 });
    expect(await by(right)).toMatchObject({ again: true });

    // What counts is the latest reading, so even a correction can be taken back.
    expect(await by(wrong)).toMatchObject({ again: false, anew: 'rj8-rio@2.1.0' });
    expect(await entry('R20')).toMatchObject({ contact_restriction: null });
  });

  it('of a source that has no mapping is refused in one sentence, and nothing of it is written', async () => {
    const before = await tableContents(database.dataSource);
    const refused = receive('unknown.csv', csv({ Trust: 'Another Trust' }, { Trust: 'A third' }));
    await expect(refused).rejects.toThrow(
      'unknown.csv says Trust "Another Trust", and no mapping in sources/ is of that source',
    );
    expect(await tableContents(database.dataSource)).toEqual(before);
  });
});
