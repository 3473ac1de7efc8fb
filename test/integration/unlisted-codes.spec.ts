import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageOutbox } from '../../src/comms/message.outbox.js';
import { systemActor } from '../../src/kernel/actor.js';
import { referralId } from '../../src/kernel/ids.js';
import { type ReferralColumn, referralColumns } from '../../src/referrals/sources/columns.js';
import { SourceRegistry } from '../../src/referrals/sources/source.registry.js';
import { bootComms, type BootedComms, FakeProvider } from '../support/comms.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { ingestOn } from '../support/ingest.js';

/** A source with its own word for each answer, and a row of which every word is listed. */
const listed = {
  CONTACT_RESTRICTION_CODE: { word: 'OPEN', means: '' },
  CHILD_PROTECTION_PLAN_INDICATOR: { word: 'NO', means: 'N' },
  LOOKED_AFTER_CHILD_INDICATOR: { word: 'NO', means: 'N' },
  CONTACT_RELATIONSHIP: { word: 'MUM', means: 'MTH' },
  PREFERRED_WRITTEN_FORMAT: { word: 'PLAIN', means: '' },
  LANGUAGE_CODE_PREFERRED: { word: 'ENGLISH', means: 'en' },
  INTERPRETER_REQUIRED: { word: 'NO', means: 'N' },
  PREFERRED_CONTACT_METHOD: { word: 'EMAIL', means: '4' },
} as const;
type Answer = keyof typeof listed;

const unheard: readonly (readonly [Answer, string, string])[] = [
  ['CONTACT_RESTRICTION_CODE', 'HIDDEN', 'restricted'],
  ['CHILD_PROTECTION_PLAN_INDICATOR', 'YES - EMOTIONAL ABUSE', 'protection_plan'],
  ['LOOKED_AFTER_CHILD_INDICATOR', 'FOSTER', 'looked_after'],
  ['CONTACT_RELATIONSHIP', 'FOSTER', 'looked_after'],
  ['PREFERRED_WRITTEN_FORMAT', 'BRAILLE', 'written_format'],
  ['LANGUAGE_CODE_PREFERRED', 'URD', 'language'],
  ['LANGUAGE_CODE_PREFERRED', 'eng', 'language'],
  ['INTERPRETER_REQUIRED', 'BSL', 'interpreter'],
  ['PREFERRED_CONTACT_METHOD', 'NOEMAIL', 'contact_preference'],
  ['PREFERRED_CONTACT_METHOD', '4', 'contact_preference'],
];

const row = (request: string, other: Partial<Record<ReferralColumn, string>> = {}): string[] => {
  const cells: Partial<Record<ReferralColumn, string>> = {
    WEEK_ENDING_DATE: '2026-11-15',
    ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'NR5',
    SOURCE_SYSTEM: 'SYSTMONE',
    EXTRACT_CREATED_DATETIME: '2026-11-15T22:10:00Z',
    LOCAL_PATIENT_IDENTIFIER_EXTENDED: `NR5-${request}`,
    PERSON_GIVEN_NAME: 'Sam',
    PERSON_FAMILY_NAME: `Family ${request}`,
    PERSON_BIRTH_DATE: '2019-03-17',
    SERVICE_REQUEST_IDENTIFIER: request,
    SERVICE_OR_TEAM_TYPE_REFERRED_TO: '33',
    TEAM_TYPE_CODE_SYSTEM: 'CSDS',
    REFERRAL_REQUEST_RECEIVED_DATE: '2026-05-01',
    CONTACT_NAME: 'Amelia Pengelly',
    CONTACT_EMAIL: 'family@example.org',
    ...Object.fromEntries(Object.entries(listed).map(([column, { word }]) => [column, word])),
    ...other,
  };
  return referralColumns.map((column) => cells[column] ?? '');
};

describe('a word that the mapping of a source does not list', () => {
  let database: FreshDatabase;
  let comms: BootedComms;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-unlisted-'));
    const mapping = JSON.parse(readFileSync('sources/nr5-systmone.json', 'utf8')) as {
      codes: Record<string, unknown>;
    };
    for (const [column, { word, means }] of Object.entries(listed)) mapping.codes[column] = { [word]: means };
    writeFileSync(join(folder, 'nr5-systmone.json'), JSON.stringify(mapping));

    database = await freshDatabase();
    comms = await bootComms(database.url, { provider: new FakeProvider() });
    await ingestOn(database.dataSource, '2026-11-15', new SourceRegistry(folder)).receiveRows(
      'referrals',
      [
        [...referralColumns],
        row('LISTED'),
        ...unheard.map(([column, word], index) => row(`SR${index}`, { [column]: word })),
      ],
      { intoDemo: true },
    );
    // The first census holds everybody: it has been released.
    await database.dataSource.query(`UPDATE referral SET from_first_census = false`);
    const children: { id: string }[] = await database.dataSource.query('SELECT id FROM child');
    await comms.dataSource.transaction((tx) =>
      comms.module.get(MessageOutbox).planFor(
        tx,
        systemActor('test'),
        children.map(({ id }) => id),
      ),
    );
  });
  afterAll(async () => {
    await comms?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const outcome = async (
    request: string,
  ): Promise<{ state: string; reasons: string[]; findings: string[] }[]> =>
    database.dataSource.query(
      `SELECT m.state, m.hold_reasons AS reasons,
              (SELECT coalesce(json_agg(code), '[]') FROM finding f
               WHERE f.referral_id = r.id AND code LIKE 'unknown_code:%') AS findings
       FROM referral r JOIN message m ON m.child_id = r.child_id WHERE r.id = $1`,
      [referralId('NR5', request)],
    );

  it('is what holds: a family of which every word is listed is written to', async () => {
    expect(await outcome('LISTED')).toEqual([{ state: 'ready', reasons: [], findings: [] }]);
  });

  it.each(unheard.map(([column, word, reason], index) => ({ column, word, reason, request: `SR${index}` })))(
    'in $column, "$word", holds the message as $reason, with a finding',
    async ({ column, reason, request }) => {
      expect(await outcome(request)).toEqual([
        { state: 'held', reasons: [reason], findings: [`unknown_code:${column}`] },
      ]);
    },
  );
});
