import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageOutbox } from '../../src/comms/message.outbox.js';
import { holdReasonsInOrder } from '../../src/comms/hold-reason.js';
import { referralColumns } from '../../src/ingest/header.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFact, storeFamily, storePlace } from '../support/families.js';
import { ingestOn } from '../support/ingest.js';

const TODAY = '2026-11-24';
const TITLE = 'Entered by hand: waits for the list’s next extract, which says who the child is';
const MAY_BE_SAME = 'entry_may_be_same_child';

interface World {
  database: FreshDatabase;
  booted: BootedApp;
  /** Typed by a list office of NR5, which has none of the others on a list. */
  entry: { referralId: string; childId: string };
  answers: string;
}

const alike = { familyName: 'Trewin', birthDate: '2018-01-01' };
const atRk9 = { provider: 'RK9', service: 'neurodiversity' };
const typed = {
  provider: 'NR5',
  service: 'slt',
  sourceSystem: 'SYSTMONE',
  serviceRequestIdentifier: 'SR-typed',
  receivedOn: '2026-11-20',
  child: {
    localPatientIdentifier: 'L-typed',
    birthDate: alike.birthDate,
    givenName: 'Kit',
    familyName: 'trewin',
    language: 'en',
    lookedAfter: 'N',
  },
  contact: {
    name: 'Amelia Trewin',
    relationship: 'MTH',
    email: 'amelia@example.org',
    method: '4',
    interpreterRequired: 'N',
  },
};

/** What stops messages, of five children of RK9 who all may be the one typed: one each. */
async function storeMarked({ dataSource }: FreshDatabase): Promise<void> {
  const other = (more: object = {}) => storeFamily(dataSource, { ...alike, entries: [atRk9], ...more });
  await other({ diedOn: '2026-01-01' });
  await other({ restricted: true });
  await storePlace(dataSource, await other(), { actToday: true });
  await storeFact(dataSource, (await other()).childId, 'child_protection_plan', 'yes');
  await storeFact(dataSource, (await other()).childId, 'looked_after', 'yes');
}

async function worldWith(others: (database: FreshDatabase) => Promise<unknown>): Promise<World> {
  const database = await freshDatabase();
  await database.dataSource.query(`INSERT INTO installation (kind) VALUES ('demo')`);
  await others(database);
  const booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  const office = await booted.as({ role: 'list_office', name: 'Lee Types' });
  const first = await office.post('/api/v1/referrals').send(typed);
  const again = await office.post('/api/v1/referrals').send(typed);
  expect([first.status, again.status]).toEqual([201, 200]);
  const answers = [first, again].map(({ text }) => text).join('\n');
  const world = { database, booted, entry: first.body, answers };
  await sweep(world);
  return world;
}

const sweep = ({ booted }: World) =>
  booted.app.get(MessageOutbox, { strict: false }).planDue(systemActor('test'));

const rows = <T = Record<string, unknown>>(world: World, sql: string, values: unknown[] = []): Promise<T[]> =>
  world.database.dataSource.query(sql, values);

const heldFor = async (world: World): Promise<unknown> => {
  const [message] = await rows<{ state: string; reasons: string[] }>(
    world,
    'SELECT state, hold_reasons AS reasons FROM message WHERE child_id = $1',
    [world.entry.childId],
  );
  return message;
};

/** Everything of messages, tasks, lists and the entry that somebody can read, but for ids, hours and marks of the request. */
async function everythingReadBy(by: Browser, world: World): Promise<string> {
  const { referralId, childId } = world.entry;
  const { body } = await by.get('/api/v1/messages');
  const tasks = await by.get('/api/v1/tasks?limit=200');
  const addresses = [
    '/',
    '/api/v1/waiting-list',
    '/figures',
    `/api/v1/referrals/${referralId}`,
    `/referrals/${referralId}`,
    `/api/v1/children/${childId}/flags`,
    '/outbox',
    '/messages',
    '/api/v1/messages',
    '/api/v1/messages?state=held',
    '/api/v1/messages?state=ready',
    `/api/v1/messages?childId=${childId}`,
    '/api/v1/messages/counts',
    ...(body.items ?? []).map(({ id }: { id: string }) => `/api/v1/messages/${id}`),
    ...['not_shown', ...holdReasonsInOrder].flatMap((reason) => [
      `/messages?reason=${reason}`,
      `/api/v1/messages?reason=${reason}`,
    ]),
    '/tasks',
    '/tasks?limit=200',
    '/api/v1/tasks?limit=200',
    ...(tasks.body.items ?? []).map(({ id }: { id: string }) => `/api/v1/tasks/${id}`),
    ...['clinical team', 'clinical lead', 'safeguarding lead', 'list office'].flatMap((role) => [
      `/tasks?role=${encodeURIComponent(role)}`,
      `/api/v1/tasks?role=${encodeURIComponent(role)}`,
    ]),
    ...[MAY_BE_SAME, 'message_held'].map((kind) => `/api/v1/tasks?kind=${kind}`),
  ];
  const read: string[] = [];
  for (const address of addresses) {
    const { status, text } = await by.get(address);
    read.push(`${address} ${status} ${text}`);
  }
  return read
    .join('\n')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{64}/g, 'ID')
    .replace(/nonce="[^"]*"|name="_csrf" value="[^"]*"/g, 'MARK')
    .replace(/\d\d:\d\d(:[\d.]+)?/g, 'HOUR');
}

describe('an entry that a person typed', () => {
  let marked: World;
  let unmarked: World;
  let nobody: World;
  beforeAll(async () => {
    marked = await worldWith(storeMarked);
    unmarked = await worldWith(({ dataSource }) => storeFamily(dataSource, { ...alike, entries: [atRk9] }));
    nobody = await worldWith(({ dataSource }) => storeFamily(dataSource, { entries: [atRk9] }));
  });
  afterAll(async () => {
    for (const world of [marked, unmarked, nobody]) {
      await world?.booted.close();
      await world?.database.drop();
    }
  });
  const shape = (answers: string) => answers.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');

  it('is held for that alone, counted as not delivered, and is a task of the list office', async () => {
    for (const world of [marked, unmarked, nobody]) {
      expect(await heldFor(world)).toEqual({ state: 'held', reasons: ['entered_by_hand'] });
      const office = await world.booted.as('list_office');
      expect((await office.get('/messages')).text).toContain(TITLE);
      const counts = await office.get('/api/v1/messages/counts');
      expect(counts.body).toMatchObject({
        notDelivered: 1,
        heldFor: [{ reason: 'entered_by_hand', messages: 1 }],
      });
      const { body } = await office.get('/api/v1/tasks?kind=message_held');
      expect(body.items).toMatchObject([{ ownerRole: 'list office', detail: { lines: [TITLE] } }]);
      expect(await rows(world, 'SELECT FROM recorded_message')).toHaveLength(0);
    }
  });

  it.each(['list_office', 'clinician', 'navigator', 'mdt_coordinator'] as const)(
    'tells a %s of its lists the same, byte for byte, whoever of other lists it may be',
    async (role) => {
      const read: string[] = [];
      for (const world of [marked, unmarked, nobody])
        read.push(
          `${shape(world.answers)}\n${await everythingReadBy(await world.booted.as({ role, name: 'Lee Reads' }), world)}`,
        );
      if (role !== 'mdt_coordinator') expect(read[0]).toContain(TITLE);
      expect(read[1]).toBe(read[0]);
      expect(read[2]).toBe(read[0]);
    },
  );

  it('asks those who work with a child who may be the same, once, where something stops their messages', async () => {
    const asked = async (world: World) => {
      const clinician = await world.booted.as({ role: 'clinician', organisation: 'RK9' });
      const { body } = await clinician.get(`/api/v1/tasks?limit=200&kind=${MAY_BE_SAME}`);
      return body.items as { id: string; ownerRole: string; childId: string }[];
    };
    const tasks = await asked(marked);
    expect(tasks.map(({ ownerRole }) => ownerRole).sort()).toEqual([
      ...['clinical lead', 'clinical lead'],
      ...['safeguarding lead', 'safeguarding lead', 'safeguarding lead'],
    ]);
    expect(new Set(tasks.map(({ childId }) => childId)).size).toBe(5);
    expect(JSON.stringify(tasks)).not.toMatch(
      new RegExp(`Kit|trewin|Amelia|${marked.entry.referralId}`, 'i'),
    );
    expect([await asked(unmarked), await asked(nobody)]).toEqual([[], []]);
    const lead = await marked.booted.as({ role: 'clinician', organisation: 'RK9', name: 'Dr Asked' });
    await lead.post(`/api/v1/tasks/${tasks[0]?.id}/done`).send({ note: 'It is another child' });
    await sweep(marked);
    expect(await asked(marked)).toHaveLength(4);
  });

  it('waits no longer once an extract lists it, and then is as any other entry', async () => {
    for (const world of [marked, unmarked, nobody]) {
      await listed(world);
      await sweep(world);
    }
    expect(await heldFor(marked)).toEqual({
      state: 'held',
      reasons: holdReasonsInOrder.filter((reason) => reason.startsWith('possible_match_')),
    });
    for (const world of [unmarked, nobody])
      expect(await heldFor(world)).toMatchObject({ state: expect.stringMatching(/ready|sending|sent/) });
    const left = (world: World) =>
      rows(
        world,
        `SELECT owner_role AS owner FROM task WHERE kind = 'message_held' AND state <> 'done' AND child_id = $1`,
        [world.entry.childId],
      );
    expect([await left(marked), await left(unmarked), await left(nobody)]).toEqual([
      [{ owner: 'clinical lead' }],
      [],
      [],
    ]);
  });
});

describe('what else a person or a program sends', () => {
  const NUMBER = '9990000018';
  let world: World;
  beforeAll(async () => {
    world = await worldWith(storeMarked);
  });
  afterAll(async () => {
    await world?.booted.close();
    await world?.database.drop();
  });
  const findingsOf = async (identifier: string) =>
    (
      await rows<{ code: string }>(
        world,
        `SELECT code FROM finding JOIN referral ON referral.id = referral_id
         WHERE service_request_identifier = $1 AND resolved_at IS NULL ORDER BY code`,
        [identifier],
      )
    ).map(({ code }) => code);
  const numbered = (identifier: string) => ({
    ...typed,
    serviceRequestIdentifier: identifier,
    child: { ...typed.child, nhsNumber: NUMBER, nhsNumberStatus: '01' },
  });

  it('waits where the number, verified as they say, is of nobody here, for the birth date is theirs alone too', async () => {
    const office = await world.booted.as('list_office');
    const { body } = await office.post('/api/v1/referrals').send(numbered('SR-numbered'));
    expect(body.findings).toEqual(['entered_by_hand']);
  });

  it('does not wait where it joins, by a verified number, a child they work with', async () => {
    const office = await world.booted.as('list_office');
    const { body } = await office.post('/api/v1/referrals').send(numbered('SR-joins'));
    expect(body.findings).toEqual([]);
  });

  it('does not wait where a program sent it', async () => {
    const feed = await world.booted.as('system');
    const { body } = await feed
      .post('/api/v1/referrals')
      .send({ ...typed, serviceRequestIdentifier: 'SR-program' });
    expect(body.findings).toEqual(['nhs_number_missing']);
  });

  it('waits on where the extract says that the entry is another child’s: what was typed has stayed', async () => {
    await listed(world, {
      SERVICE_REQUEST_IDENTIFIER: 'SR-numbered',
      NHS_NUMBER: '9990000026',
      NHS_NUMBER_STATUS_INDICATOR_CODE: '01',
    });
    expect(await findingsOf('SR-numbered')).toEqual(['entered_by_hand', 'identity_changed']);
  });
});

/** The entry as the extract of its list says it, a day later. */
async function listed(world: World, changes: Readonly<Record<string, string>> = {}): Promise<void> {
  const cells: Record<string, string> = {
    WEEK_ENDING_DATE: TODAY,
    ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: 'NR5',
    SOURCE_SYSTEM: 'SYSTMONE',
    EXTRACT_CREATED_DATETIME: '2026-11-24T22:10:00Z',
    LOCAL_PATIENT_IDENTIFIER_EXTENDED: 'L-typed',
    PERSON_BIRTH_DATE: alike.birthDate,
    PERSON_GIVEN_NAME: 'Kit',
    PERSON_FAMILY_NAME: 'Trewin',
    SERVICE_REQUEST_IDENTIFIER: 'SR-typed',
    SERVICE_OR_TEAM_TYPE_REFERRED_TO: '33',
    TEAM_TYPE_CODE_SYSTEM: 'CSDS',
    LANGUAGE_CODE_PREFERRED: 'en',
    PREFERRED_CONTACT_METHOD: '4',
    INTERPRETER_REQUIRED: 'N',
    CONTACT_NAME: 'Amelia Trewin',
    CONTACT_RELATIONSHIP: 'MTH',
    CONTACT_EMAIL: 'amelia@example.org',
    REFERRAL_REQUEST_RECEIVED_DATE: '2026-11-20',
    ...changes,
  };
  const ingest = ingestOn(world.database.dataSource, TODAY);
  const row = referralColumns.map((column) => cells[column] ?? '');
  expect(
    await ingest.receiveRows('referrals', [[...referralColumns], row], { intoDemo: true }),
  ).toMatchObject({ accepted: 1 });
  await rows(world, 'UPDATE referral_source SET released_at = now(), released_by = $1', ['Test']);
}
