import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { FirstCensus } from '../../src/comms/first-census.service.js';
import { DeliveryService } from '../../src/comms/delivery.service.js';
import { MessageOutbox } from '../../src/comms/message.outbox.js';
import type { Planned } from '../../src/comms/message-steps.service.js';
import { MessageReading } from '../../src/comms/message-reading.service.js';
import { MessageService } from '../../src/comms/message.service.js';
import { selfDeclared, systemActor } from '../../src/kernel/actor.js';
import { emptyScope, type Visit } from '../../src/kernel/viewer.js';
import { bootComms, type BootedComms, FakeProvider } from '../support/comms.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import {
  type FamilyRow,
  storeFact,
  storeFamily,
  type StoredFamily,
  storePlace,
} from '../support/families.js';
import { viewerOf } from '../support/viewers.js';

const system = systemActor('test');
/** A list office of NR5 that may see every child. */
const reader: Visit = {
  viewer: viewerOf('list_office'),
  scope: { ...emptyScope, providers: ['*'], services: ['*'], localities: ['*'] },
  sessionId: null,
  from: null,
  requestId: null,
  why: null,
};
const person = selfDeclared('Dr Test') ?? system;

interface Row {
  id: string;
  child_id: string;
  state: string;
  kind: string;
  template: string;
  hold_reasons: string[];
  recipient_address: string | null;
  body: string | null;
  failure: string | null;
  attempts: number;
}

describe('messages to families', () => {
  let database: FreshDatabase;
  let comms: BootedComms;
  let provider: FakeProvider;
  let db: DataSource;

  beforeAll(async () => {
    database = await freshDatabase();
    provider = new FakeProvider();
    comms = await bootComms(database.url, { provider });
    db = comms.dataSource;
  });
  afterAll(async () => {
    await comms?.close();
    await database?.drop();
  });
  beforeEach(() => {
    comms.clock.set('2026-11-22');
    provider.handed.length = 0;
    provider.next = async () => ({ is: 'accepted', reference: null });
  });
  afterEach(async () => {
    await database.dataSource.query(`TRUNCATE message, recorded_message, task, waiting_list_entry`);
  });

  const plan = (...families: StoredFamily[]): Promise<Planned> =>
    db.transaction((tx) =>
      comms.module.get(MessageOutbox).planFor(
        tx,
        system,
        families.map((family) => family.childId),
      ),
    );
  const messageOf = async (family: StoredFamily): Promise<Row> => {
    const rows: Row[] = await db.query(
      'SELECT * FROM message WHERE child_id = $1 ORDER BY planned_at DESC, id DESC LIMIT 1',
      [family.childId],
    );
    const [row] = rows;
    if (!row) throw new Error('no message');
    return row;
  };
  const deliver = (id: string): Promise<string> => comms.module.get(DeliveryService).deliver(id);
  const openTasks = async (): Promise<{ kind: string; key: string }[]> =>
    db.query(`SELECT kind, key FROM task WHERE state <> 'done' ORDER BY key`);

  describe('planning', () => {
    it('writes a message to the family in the transaction of its cause, and none if that is undone', async () => {
      const family = await storeFamily(db);
      await expect(
        db.transaction(async (tx) => {
          await comms.module.get(MessageOutbox).planFor(tx, system, [family.childId]);
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
      expect(await db.query('SELECT 1 FROM message')).toEqual([]);

      expect(await plan(family)).toEqual({ planned: 1, held: 0 });
      const row = await messageOf(family);
      expect([row.state, row.kind, row.template]).toEqual(['ready', 'update', 'update']);
      expect(row.body).toContain('Dear Amelia Pengelly,');
      expect(row.body).toContain('We cannot say yet how long is left.');
    });

    it('again changes nothing: no row, no task, no line in the trail', async () => {
      const families = [
        await storeFamily(db),
        await storeFamily(db, { restricted: true }),
        await storeFamily(db, { entries: [{ fromFirstCensus: true }] }),
      ];
      expect(await plan(...families)).toEqual({ planned: 1, held: 2 });
      const state = async (): Promise<unknown> => [
        await db.query('SELECT * FROM message ORDER BY id'),
        await db.query('SELECT * FROM task ORDER BY id'),
        await db.query('SELECT max(id) FROM trail'),
      ];
      const before = await state();
      expect(await plan(...families)).toEqual({ planned: 0, held: 0 });
      expect(await state()).toEqual(before);
    });

    it('makes one message when two processes plan for one family at once', async () => {
      const family = await storeFamily(db);
      const [a, b] = await Promise.all([plan(family), plan(family)]);
      expect((a?.planned ?? 0) + (b?.planned ?? 0)).toBe(1);
      expect(await db.query('SELECT count(*)::int AS n FROM message')).toEqual([{ n: 1 }]);
    });

    it('sends one message about all lists, and the appointment where there is one', async () => {
      const family = await storeFamily(db, {
        entries: [{}, { service: 'neurodiversity', provider: 'RK9', appointmentOn: '2026-12-04' }],
      });
      await storePlace(db, family);
      await plan(family);
      const row = await messageOf(family);
      expect(row.template).toBe('appointment');
      expect(row.body).toContain('Sam has an appointment on 4 December 2026.');
      expect(row.body).toContain('Sam is also waiting for another team.');
    });

    it('writes of joining at once, and then again after 12 weeks', async () => {
      const family = await storeFamily(db, { entries: [{ receivedOn: '2026-11-20' }] });
      await plan(family);
      const first = await messageOf(family);
      expect(first.kind).toBe('joined');
      expect(await deliver(first.id)).toBe('sent');
      comms.clock.set('2027-02-13');
      await db.query(`UPDATE child_record SET reported_on = '2027-02-13'`);
      await db.query(`UPDATE referral SET reported_on = '2027-02-13'`);
      expect(await plan(family)).toEqual({ planned: 0, held: 0 });
      comms.clock.set('2027-02-14');
      expect(await plan(family)).toEqual({ planned: 1, held: 0 });
      expect((await messageOf(family)).kind).toBe('update');
      await db.query(`UPDATE referral SET reported_on = '2026-11-15'`);
    });

    it('finds every family that is due by itself, in one sweep, and repeats nothing', async () => {
      const families = [await storeFamily(db), await storeFamily(db, { diedOn: '2026-01-01' })];
      const outbox = comms.module.get(MessageOutbox);
      const { planned, held } = await outbox.planDue(system);
      expect(planned).toBeGreaterThanOrEqual(1);
      expect(held).toBeGreaterThanOrEqual(1);
      for (const family of families) expect((await messageOf(family)).state).toMatch(/^(ready|held)$/);
      expect(await outbox.planDue(system)).toEqual({ planned: 0, held: 0 });
    });

    it('drops the message of a child who is on no list any more', async () => {
      const family = await storeFamily(db, { restricted: true });
      await plan(family);
      expect(await openTasks()).toHaveLength(1);
      await db.query(
        `UPDATE referral SET state = 'closed', closed_on = '2026-11-22', outcome = 'seen' WHERE child_id = $1`,
        [family.childId],
      );
      await plan(family);
      const row = await messageOf(family);
      expect([row.state, row.body]).toEqual(['cancelled', null]);
      expect(await openTasks()).toEqual([]);
    });
  });

  describe('holding', () => {
    /** Each makes the family one that must not be written to. */
    const causes = (
      [
        ['the child has died', 'death', { diedOn: '2026-10-01' }],
        ['a list reports a death', 'death', { entries: [{ record: { died_on: '2026-10-01' } }] }],
        [
          'another list closed because of death',
          'death',
          { entries: [{}, { open: false, outcome: 'died' }] },
        ],
        ['the child is restricted', 'restricted', { restricted: true }],
        [
          'a list restricts contact',
          'restricted',
          { entries: [{}, { record: { contact_restriction: 'R' } }] },
        ],
        [
          'a child of the same name and birth date has died',
          'possible_match_died',
          { familyName: 'Match', birthDate: '2018-01-01' },
          async () =>
            void (await storeFamily(db, {
              familyName: 'MATCH ',
              birthDate: '2018-01-01',
              diedOn: '2026-01-01',
            })),
        ],
        [
          'a child with the same unverified number is restricted',
          'possible_match_restricted',
          { entries: [{ record: { nhs_number: '9990000018' } }] },
          async () =>
            void (await storeFamily(db, {
              restricted: true,
              entries: [{ record: { nhs_number: '9990000018' } }],
            })),
        ],
        [
          'a child of the same name and birth date is to be acted on today',
          'possible_match_act_today',
          { familyName: 'Matchtoday', birthDate: '2018-01-01' },
          async () => {
            const alike = await storeFamily(db, { familyName: 'matchtoday', birthDate: '2018-01-01' });
            await storePlace(db, alike, { actToday: true });
          },
        ],
        [
          'a child with the same unverified number has a protection plan, by what the council says',
          'possible_match_protection_plan',
          { entries: [{ record: { nhs_number: '9990000026' } }] },
          async () => {
            const alike = await storeFamily(db, { entries: [{ record: { nhs_number: '9990000026' } }] });
            await storeFact(db, alike.childId, 'child_protection_plan', 'yes');
          },
        ],
        [
          'a child of the same name and birth date is looked after, by what another of their lists says',
          'possible_match_looked_after',
          { familyName: 'Matchcare', birthDate: '2018-01-01' },
          async () =>
            void (await storeFamily(db, {
              familyName: 'Matchcare',
              birthDate: '2018-01-01',
              entries: [{}, { provider: 'RK9', record: { family_name: 'Carer', looked_after: 'Y' } }],
            })),
        ],
        ['act today is open', 'act_today', {}, async (family) => storePlace(db, family, { actToday: true })],
        [
          'a list reports a protection plan',
          'protection_plan',
          { entries: [{}, { record: { child_protection_plan: 'Y' } }] },
        ],
        [
          'the council says protection plan',
          'protection_plan',
          {},
          async ({ childId }) => storeFact(db, childId, 'child_protection_plan', 'yes'),
        ],
        ['a list says looked after', 'looked_after', { entries: [{ record: { looked_after: 'Y' } }] }],
        [
          'the council says looked after and a school says no',
          'looked_after',
          {},
          async ({ childId }) => {
            await storeFact(db, childId, 'looked_after', 'yes');
            await storeFact(db, childId, 'looked_after', 'no', {
              source: 'school',
              organisation: 'S1',
              recordedOn: '2026-11-01',
            });
          },
        ],
        ['the young person is 16', 'sixteen_or_over', { birthDate: '2010-11-22' }],
        [
          'two lists name different people',
          'conflicting_contacts',
          { entries: [{}, { service: 'neurodiversity', record: { contact_name: 'Tom Pengelly' } }] },
        ],
        [
          'two lists give different addresses',
          'conflicting_contacts',
          { entries: [{}, { service: 'neurodiversity', record: { contact_email: 'tom@example.org' } }] },
        ],
        [
          'one list names a parent and another gives an address',
          'conflicting_contacts',
          {
            entries: [
              { record: { contact_name: 'Tom Pengelly', contact_email: null } },
              {
                service: 'neurodiversity',
                record: { contact_name: null, contact_email: 'amelia@example.org' },
              },
            ],
          },
        ],
        ['there is no address', 'no_email_address', { entries: [{ record: { contact_email: null } }] }],
        ['nobody is named', 'no_contact_name', { entries: [{ record: { contact_name: null } }] }],
        ['large print is needed', 'written_format', { entries: [{ record: { written_format: '11' } }] }],
        ['Polish is preferred', 'language', { entries: [{ record: { language: 'pl' } }] }],
        ['an interpreter is needed', 'interpreter', { entries: [{ record: { interpreter_required: 'Y' } }] }],
        ['texts are preferred', 'contact_preference', { entries: [{ record: { contact_method: '9' } }] }],
        [
          'the list was last reported 9 days ago',
          'stale_extract',
          {
            entries: [
              {
                provider: 'RD9',
                service: 'mental_health',
                reportedOn: '2026-11-13',
                latestExtractOn: '2026-11-13',
              },
            ],
          },
        ],
        [
          'the list was last reported without the child',
          'not_on_latest_extract',
          { entries: [{ reportedOn: '2026-11-13' }] },
        ],
        ['the first census is not released', 'first_census', { entries: [{ fromFirstCensus: true }] }],
      ] satisfies [string, string, FamilyRow, ((family: StoredFamily) => Promise<void>)?][]
    ).map(([where, reason, row, more]) => ({ where, reason, row, more: more ?? (async () => undefined) }));

    it.each(causes)('a message never leaves where $where', async ({ reason, row, more }) => {
      const family = await storeFamily(db, row);
      await more(family);
      await plan(family);
      const held = await messageOf(family);
      expect([held.state, held.body, held.recipient_address]).toEqual(['held', null, null]);
      expect(held.hold_reasons).toContain(reason);
      expect((await openTasks()).length).toBeGreaterThan(0);
      expect(await deliver(held.id)).toBe('passed_over');
      expect(provider.handed).toEqual([]);
      expect((await comms.module.get(MessageReading).counts(reader)).notDelivered).toBe(1);
    });

    it.each(causes)(
      'a message on its way is stopped at the last moment where $where',
      async ({ reason, row, more }) => {
        const family = await storeFamily(db);
        await plan(family);
        const { id } = await messageOf(family);
        // What was true of another child becomes true of this one, with nobody planning again.
        const other = await storeFamily(db, row);
        await more(other);
        await db.query('UPDATE message SET child_id = $2 WHERE id = $1', [id, other.childId]);
        expect(await deliver(id)).toBe('held');
        expect(provider.handed).toEqual([]);
        const stopped = await messageOf(other);
        expect([stopped.state, stopped.body]).toEqual(['held', null]);
        expect(stopped.hold_reasons).toContain(reason);
        expect((await openTasks()).length).toBeGreaterThan(0);
      },
    );

    it('a later no of the same source takes its yes back, and a withdrawn yes does not count', async () => {
      const family = await storeFamily(db);
      await storeFact(db, family.childId, 'looked_after', 'yes', { recordedOn: '2026-09-01' });
      await storeFact(db, family.childId, 'looked_after', 'no', { recordedOn: '2026-10-01' });
      await storeFact(db, family.childId, 'child_protection_plan', 'yes', { withdrawn: true });
      expect(await plan(family)).toEqual({ planned: 1, held: 0 });
    });

    it('for a possible match ends when what was said of the other child is taken back', async () => {
      const alike = { familyName: 'Matchback', birthDate: '2018-01-01' };
      const family = await storeFamily(db, alike);
      const other = await storeFamily(db, alike);
      await storeFact(db, other.childId, 'looked_after', 'yes', { recordedOn: '2026-09-01' });
      await plan(family);
      expect((await messageOf(family)).hold_reasons).toEqual(['possible_match_looked_after']);
      await storeFact(db, other.childId, 'looked_after', 'no', { recordedOn: '2026-10-01' });
      await plan(family);
      expect((await messageOf(family)).state).toBe('ready');
    });

    it('ends when its reasons go away: checked and written anew, with the task done', async () => {
      const family = await storeFamily(db, {
        entries: [{ record: { language: 'pl', interpreter_required: 'Y' } }],
      });
      await plan(family);
      expect((await messageOf(family)).hold_reasons).toEqual(['language', 'interpreter']);
      await db.query(`UPDATE child_record SET language = 'en' WHERE child_id = $1`, [family.childId]);
      expect(await plan(family)).toEqual({ planned: 0, held: 1 });
      expect((await messageOf(family)).hold_reasons).toEqual(['interpreter']);
      await db.query(`UPDATE child_record SET interpreter_required = 'N' WHERE child_id = $1`, [
        family.childId,
      ]);
      expect(await plan(family)).toEqual({ planned: 1, held: 0 });
      const row = await messageOf(family);
      expect([row.state, row.hold_reasons]).toEqual(['ready', []]);
      expect(row.body).toContain('Dear Amelia Pengelly,');
      expect(await openTasks()).toEqual([]);
    });

    it('for a first census is one task for the list, and ends for all when a named person releases it', async () => {
      const families = [
        await storeFamily(db, { entries: [{ fromFirstCensus: true, service: 'mental_health' }] }),
        await storeFamily(db, { entries: [{ fromFirstCensus: true, service: 'mental_health' }] }),
        await storeFamily(db, {
          diedOn: '2026-01-01',
          entries: [{ fromFirstCensus: true, service: 'mental_health' }],
        }),
      ];
      await plan(...families);
      expect((await openTasks()).map((task) => task.key)).toEqual([
        'first_census:NR5:mental_health',
        `message_held:${families[2]?.childId ?? ''}`,
      ]);
      const standing = await comms.module.get(MessageReading).standing(reader, null, 25, undefined, true);
      expect(standing.sources).toContainEqual({
        provider: 'NR5',
        service: 'mental_health',
        firstCensusOn: '2026-01-04',
        held: 3,
      });
      const census = comms.module.get(FirstCensus);
      const source = { provider: 'NR5', service: 'mental_health' } as const;
      expect(await census.release(person, source)).toEqual({ planned: 2, held: 1 });
      expect(await census.release(person, source)).toEqual({ planned: 0, held: 0 });
      expect((await openTasks()).map((task) => task.kind)).toEqual(['message_held']);
      const released: unknown = await db.query(
        `SELECT released_by FROM referral_source WHERE provider = 'NR5' AND service = 'mental_health'`,
      );
      expect(released).toEqual([{ released_by: 'Dr Test' }]);
      await expect(census.release(person, { provider: 'XX9', service: 'slt' })).rejects.toThrow(
        'no list XX9/slt',
      );
    });

    it('for a child who vanished from a list that is reported is a task about the child, until it is back or closed', async () => {
      const vanished = { reportedOn: '2026-11-08' };
      const back = await storeFamily(db, { entries: [vanished] });
      const gone = await storeFamily(db, { entries: [{ ...vanished, record: { language: 'pl' } }] });
      const plans = (): Promise<Planned> => comms.module.get(MessageOutbox).planDue(system);
      await plans();
      const keyOf = ({ referralIds }: StoredFamily): string =>
        `not_on_latest_extract:${referralIds[0] ?? ''}`;
      const ofThese = async (): Promise<string[]> =>
        (await openTasks())
          .map((task) => task.key)
          .filter((key) =>
            [back, gone].some((family) => key === keyOf(family) || key.endsWith(family.childId)),
          );
      // Again and again: the list is reported, and that ends no child's task.
      await plans();
      expect(await ofThese()).toEqual(
        [`message_held:${gone.childId}`, keyOf(back), keyOf(gone)].sort((a, b) => (a < b ? -1 : 1)),
      );
      expect(
        await db.query('SELECT owner_role, child_id, referral_id, title, detail FROM task WHERE key = $1', [
          keyOf(back),
        ]),
      ).toEqual([
        {
          owner_role: 'list office',
          child_id: back.childId,
          referral_id: back.referralIds[0],
          title: 'The child was not on the latest extract: find out whether they still wait',
          detail: {
            lines: [
              'NR5/slt last reported the child on 8 November 2026',
              'Until the list says more, the child is not taken off it and the family is not written to by itself',
            ],
          },
        },
      ]);

      await db.query(`UPDATE referral SET reported_on = '2026-11-15' WHERE child_id = ANY($1)`, [
        [back.childId, gone.childId],
      ]);
      await plans();
      expect((await messageOf(back)).state).toBe('ready');
      expect((await messageOf(gone)).hold_reasons).toEqual(['language']);
      expect(await ofThese()).toEqual([`message_held:${gone.childId}`]);
    });

    it('for a child who vanished from two lists is a task about each, and says nothing of the other', async () => {
      const family = await storeFamily(db, {
        entries: [
          { reportedOn: '2026-11-08' },
          { provider: 'RK9', service: 'neurodiversity', reportedOn: '2026-11-08' },
          { provider: 'RK9', service: 'community_paediatrics' },
        ],
      });
      const [first, second, third] = family.referralIds;
      const plans = (): Promise<Planned> => comms.module.get(MessageOutbox).planDue(system);
      const asked = async () => {
        const tasks: { about: string; detail: { lines: string[] } }[] = await db.query(
          `SELECT referral_id AS about, detail FROM task
           WHERE kind = 'not_on_latest_extract' AND child_id = $1 AND state <> 'done' ORDER BY detail::text`,
          [family.childId],
        );
        return tasks.map(({ about, detail }) => [about, detail.lines[0]?.split(' last ')[0]]);
      };
      await plans();
      expect(await asked()).toEqual([
        [first, 'NR5/slt'],
        [second, 'RK9/neurodiversity'],
      ]);
      // One is back, the third goes, and the message is held for the same reason as before.
      await db.query(`UPDATE referral SET reported_on = '2026-11-15' WHERE id = $1`, [first]);
      await db.query(`UPDATE referral SET reported_on = '2026-11-08' WHERE id = $1`, [third]);
      await plans();
      expect(await asked()).toEqual([
        [third, 'RK9/community_paediatrics'],
        [second, 'RK9/neurodiversity'],
      ]);
      // What somebody has dealt with is not asked again while another is open.
      await db.query(
        `UPDATE task SET state = 'done', done_at = now(), done_by = 'x' WHERE referral_id = $1`,
        [second],
      );
      await plans();
      expect(await asked()).toEqual([[third, 'RK9/community_paediatrics']]);
    });

    it('for a child who vanished, where the release before asked of all lists at once, ends that task without saying that a list spoke', async () => {
      const family = await storeFamily(db, { entries: [{ reportedOn: '2026-11-08' }] });
      await db.query(
        `INSERT INTO task (kind, key, owner_role, child_id, referral_id, title, detail, raised_at, due_at)
         VALUES ('not_on_latest_extract', 'not_on_latest_extract:' || $1::text, 'list office', $1::text::uuid, $2, 'x', '{}', now(), now())`,
        [family.childId, family.referralIds[0]],
      );
      const tasks = (): Promise<unknown> =>
        db.query(
          `SELECT key, state, done_note AS note FROM task
           WHERE child_id = $1 AND kind = 'not_on_latest_extract' ORDER BY raised_at DESC, key`,
          [family.childId],
        );
      const old = {
        key: `not_on_latest_extract:${family.childId}`,
        state: 'done',
        note: 'Each list that is reported without the child is asked by itself now',
      };
      const asked = `not_on_latest_extract:${family.referralIds[0] ?? ''}`;
      await comms.module.get(MessageOutbox).planDue(system);
      expect(await tasks()).toEqual(expect.arrayContaining([old, { key: asked, state: 'open', note: null }]));

      await db.query(`UPDATE referral SET reported_on = '2026-11-15' WHERE id = $1`, family.referralIds);
      await comms.module.get(MessageOutbox).planDue(system);
      expect(await tasks()).toEqual(
        expect.arrayContaining([
          old,
          { key: asked, state: 'done', note: 'The list says more of the child again' },
        ]),
      );
    });

    it('says in the task, by codes, why a person must look', async () => {
      const family = await storeFamily(db, {
        entries: [{ record: { language: 'pl', interpreter_required: 'Y' } }],
      });
      await plan(family);
      expect(await db.query('SELECT detail FROM task')).toEqual([
        {
          detail: { reasons: ['language', 'interpreter'] },
        },
      ]);
    });

    it('leaves a trail with reasons and ids, and never a name, an address or a word of text', async () => {
      const family = await storeFamily(db, {
        givenName: 'Zebedee',
        entries: [{ record: { contact_name: 'Quill Xylo' } }],
      });
      await plan(family);
      await deliver((await messageOf(family)).id);
      const held = await storeFamily(db, { givenName: 'Zebedee', restricted: true });
      await plan(held);
      const rows: { action: string; detail: object }[] = await db.query(
        `SELECT action, detail FROM trail WHERE child_id = ANY($1) ORDER BY id`,
        [[family.childId, held.childId]],
      );
      expect(rows.map((row) => row.action)).toEqual([
        'message.planned',
        'message.handed_over',
        'message.sent',
        'task.raised',
        'message.held',
      ]);
      const text = JSON.stringify([rows, await db.query('SELECT title, detail FROM task')]);
      expect(text).not.toMatch(/Zebedee|Quill|example\.org|Dear/);
    });
  });

  describe('delivery', () => {
    it('says what is true when it leaves, not when it was planned', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      await db.query(`UPDATE child_record SET contact_email = 'new@example.org' WHERE child_id = $1`, [
        family.childId,
      ]);
      await db.query(`UPDATE child SET given_name = 'Sammy' WHERE id = $1`, [family.childId]);
      expect(await deliver(id)).toBe('sent');
      expect(provider.handed[0]?.to.address).toBe('new@example.org');
      expect(provider.handed[0]?.body).toContain('This is about Sammy, born in March 2019.');
      expect((await messageOf(family)).recipient_address).toBe('new@example.org');
    });

    it('is not needed where the child has been seen meanwhile', async () => {
      const family = await storeFamily(db);
      await plan(family);
      await db.query(`UPDATE referral SET state = 'closed', closed_on = '2026-11-22' WHERE child_id = $1`, [
        family.childId,
      ]);
      expect(await deliver((await messageOf(family)).id)).toBe('cancelled');
      expect(provider.handed).toEqual([]);
    });

    it('hands one message over once when two workers have its id', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      provider.next = async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { is: 'accepted', reference: null };
      };
      const both = await Promise.all([deliver(id), deliver(id)]);
      expect(both.sort()).toEqual(['passed_over', 'sent']);
      expect(provider.handed).toHaveLength(1);
      expect(await deliver(id)).toBe('passed_over');
    });

    it('puts off a message that cannot even be looked at, so that it never stops the others, and in the end a person sees it', async () => {
      const [family, other] = [await storeFamily(db), await storeFamily(db)];
      await plan(family);
      await plan(other);
      const { id } = await messageOf(family);
      await database.dataSource.query(`CREATE FUNCTION fail_on_purpose() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$`);
      await database.dataSource.query(`CREATE TRIGGER fail_on_purpose BEFORE UPDATE ON message FOR EACH ROW
        WHEN (NEW.state = 'sending' AND NEW.id = '${id}') EXECUTE FUNCTION fail_on_purpose()`);
      try {
        expect(await deliver(id)).toBe('put_off');
        expect(await deliver(id)).toBe('passed_over');
        expect(await deliver((await messageOf(other)).id)).toBe('sent');
        for (let attempt = 2; attempt <= 8; attempt++) {
          comms.clock.set(new Date(comms.clock.now().getTime() + 300 * 60_000).toISOString());
          expect(await deliver(id)).toBe('put_off');
        }
        expect((await messageOf(family)).state).toBe('failed');
        expect((await openTasks()).map((task) => task.kind)).toEqual(['message_failed']);
      } finally {
        await database.dataSource.query('DROP TRIGGER fail_on_purpose ON message');
        await database.dataSource.query('DROP FUNCTION fail_on_purpose');
      }
    });

    it('holds no transaction open while the provider is asked', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      let open: unknown;
      provider.next = async () => {
        open = await db.query(
          `SELECT count(*)::int AS n FROM pg_stat_activity
           WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
        );
        return { is: 'accepted', reference: null };
      };
      await deliver(id);
      expect(open).toEqual([{ n: 0 }]);
    });

    it('tries again later what was refused for now, and gives up into a person’s hands', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      provider.next = async () => ({ is: 'refused_for_now', why: 'the mail server was not reached' });
      expect(await deliver(id)).toBe('ready');
      expect(await deliver(id)).toBe('passed_over');
      for (let attempt = 2; attempt <= 8; attempt++) {
        comms.clock.set(new Date(comms.clock.now().getTime() + 300 * 60_000).toISOString());
        expect(await deliver(id)).toBe(attempt < 8 ? 'ready' : 'failed');
      }
      expect(provider.handed).toHaveLength(8);
      expect((await openTasks()).map((task) => task.kind)).toEqual(['message_failed']);
      // The address still stands: the next update tries it again, and no sooner.
      expect(await plan(family)).toEqual({ planned: 0, held: 0 });
      await db.query(`UPDATE child_record SET contact_email = 'works@example.org' WHERE child_id = $1`, [
        family.childId,
      ]);
      comms.clock.set('2026-11-22');
      expect(await plan(family)).toEqual({ planned: 1, held: 0 });
    });

    it('marks uncertain what nobody can know, and plans nothing over it until a person has spoken', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      provider.next = async () => ({ is: 'unknown', why: 'the connection was lost' });
      expect(await deliver(id)).toBe('uncertain');
      expect((await openTasks()).map((task) => task.kind)).toEqual(['message_uncertain']);
      expect(await plan(family)).toEqual({ planned: 0, held: 0 });

      const service = comms.module.get(MessageService);
      await expect(service.moveByPerson(system, id, 'sent')).rejects.toThrow('Say who you are');
      await expect(service.moveByPerson(person, id, 'held')).rejects.toThrow('cannot become');
      expect((await service.moveByPerson(person, id, 'sent')).state).toBe('sent');
      await expect(service.moveByPerson(person, id, 'ready')).rejects.toThrow('cannot become');
      expect(await openTasks()).toEqual([]);
      expect(await plan(family)).toEqual({ planned: 0, held: 0 });
    });

    it('sends again where a person says so, checked and written anew', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      provider.next = async () => {
        throw new Error('a defect');
      };
      expect(await deliver(id)).toBe('uncertain');
      await comms.module.get(MessageService).moveByPerson(person, id, 'ready');
      provider.next = async () => ({ is: 'accepted', reference: null });
      await db.query(`UPDATE child SET restricted = true WHERE id = $1`, [family.childId]);
      expect(await deliver(id)).toBe('held');
      expect(provider.handed).toHaveLength(1);
    });

    it('never tries for good what was refused for good, and a person may drop it', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      provider.next = async () => ({
        is: 'refused_for_good',
        why: 'the mail server answered 550 to RCPT TO',
      });
      expect(await deliver(id)).toBe('failed');
      expect(await deliver(id)).toBe('passed_over');
      expect((await comms.module.get(MessageService).moveByPerson(person, id, 'cancelled')).state).toBe(
        'cancelled',
      );
      // Dropped by a person: not planned again the same day to the same address.
      expect(await plan(family)).toEqual({ planned: 0, held: 0 });
    });

    it('takes a worker for dead after 5 minutes, and believes it if it speaks after all', async () => {
      const family = await storeFamily(db);
      await plan(family);
      const { id } = await messageOf(family);
      const delivery = comms.module.get(DeliveryService);
      let speak: () => void = () => undefined;
      const handed = new Promise<void>((resolve) => {
        provider.next = () => {
          resolve();
          return new Promise((answer) => (speak = () => answer({ is: 'accepted', reference: null })));
        };
      });
      const slow = deliver(id);
      await handed;
      expect(await delivery.expireClaims()).toEqual({ again: 0, uncertain: 0 });
      comms.clock.set('2026-11-22T11:05:01Z');
      expect(await delivery.expireClaims()).toEqual({ again: 0, uncertain: 1 });
      expect((await messageOf(family)).state).toBe('uncertain');
      speak();
      expect(await slow).toBe('sent');
      expect((await messageOf(family)).state).toBe('sent');
      expect(await openTasks()).toEqual([]);
    });
  });

  describe('how long is left', () => {
    it('is said from the order and the starts of the service, once there is half a year of them', async () => {
      // 30 weeks of history: 2 seen and 2 referred a week; 20 children wait.
      const weeks = Array.from({ length: 30 }, (_, week) => week);
      for (const week of weeks)
        for (let i = 0; i < 2; i++) {
          const closedOn = new Date(Date.UTC(2026, 10, 20 - 7 * week - i)).toISOString().slice(0, 10);
          const receivedOn = new Date(Date.UTC(2026, 10, 20 - 7 * week - i - 90)).toISOString().slice(0, 10);
          await storeFamily(db, {
            entries: [
              { service: 'community_paediatrics', open: false, closedOn, receivedOn, outcome: 'seen' },
            ],
          });
        }
      const waiting: StoredFamily[] = [];
      for (let i = 0; i < 20; i++) {
        const receivedOn = new Date(Date.UTC(2026, 10, 20 - 4 * i)).toISOString().slice(0, 10);
        const family = await storeFamily(db, { entries: [{ service: 'community_paediatrics', receivedOn }] });
        await storePlace(db, family);
        waiting.push(family);
      }
      const [last, , , , , , , , , , , , , , , , , , , first] = waiting;
      if (!first || !last) throw new Error('nobody waits');
      await plan(first, last);
      const firstBody = (await messageOf(first)).body ?? '';
      const lastBody = (await messageOf(last)).body ?? '';
      expect(firstBody).toMatch(
        /We think we will see Sam within the next [1-6] weeks?\. This is an estimate, not a promise/,
      );
      expect(lastBody).toMatch(
        /We think we will see Sam between \d+ and \d+ weeks from now\. This is an estimate/,
      );
    });
  });
});

describe('a real installation', () => {
  it('writes to nobody until families can answer: the example contact details reach no real family', async () => {
    const database = await freshDatabase();
    const comms = await bootComms(database.url, { provider: new FakeProvider(), kind: 'real' });
    try {
      const family = await storeFamily(comms.dataSource);
      const planned = await comms.dataSource.transaction((tx) =>
        comms.module.get(MessageOutbox).planFor(tx, system, [family.childId]),
      );
      expect(planned).toEqual({ planned: 0, held: 1 });
      expect(await comms.dataSource.query('SELECT hold_reasons FROM message')).toEqual([
        { hold_reasons: ['no_contact_point'] },
      ]);
      expect(await comms.dataSource.query('SELECT key FROM task')).toEqual([
        { key: 'message_settings:no_contact_point' },
      ]);
    } finally {
      await comms.close();
      await database.drop();
    }
  });

  it('writes only to addresses on the allow-list, and says so in one task for all', async () => {
    const database = await freshDatabase();
    const provider = new FakeProvider('fake', false, (address) => address.startsWith('allowed'));
    const comms = await bootComms(database.url, { provider });
    try {
      const families = [
        await storeFamily(comms.dataSource),
        await storeFamily(comms.dataSource),
        await storeFamily(comms.dataSource, {
          entries: [{ record: { contact_email: 'allowed@example.org' } }],
        }),
      ];
      const planned = await comms.dataSource.transaction((tx) =>
        comms.module.get(MessageOutbox).planFor(
          tx,
          system,
          families.map((family) => family.childId),
        ),
      );
      expect(planned).toEqual({ planned: 1, held: 2 });
      expect(await comms.dataSource.query('SELECT key FROM task')).toEqual([
        { key: 'message_settings:not_on_allow_list' },
      ]);
    } finally {
      await comms.close();
      await database.drop();
    }
  });
});
