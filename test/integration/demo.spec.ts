import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoService, type DemoProgress } from '../../src/demo/demo.service.js';
import { ReceiveCensus } from '../../src/ingest/receive-census.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { Installation } from '../../src/platform/database/installation.js';
import { Conflict } from '../../src/platform/http/problems.js';
import { bootApp, type BootedApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

const actor = systemActor('demo load');
const TODAY = '2026-11-24';

interface Place {
  database: FreshDatabase;
  booted: BootedApp;
  demo: DemoService;
}
const open: Place[] = [];

async function place(database?: FreshDatabase): Promise<Place> {
  const at = database ?? (await freshDatabase());
  const booted = await bootApp({ databaseUrl: at.url, today: TODAY });
  const made = { database: at, booted, demo: booted.app.get(DemoService, { strict: false }) };
  open.push(made);
  return made;
}
afterAll(async () => {
  for (const { booted } of open) await booted.close();
  for (const database of new Set(open.map((one) => one.database))) await database.drop();
});

const rows = async ({ database }: Place, sql: string): Promise<Record<string, unknown>[]> =>
  database.dataSource.query(sql);
const number = async (at: Place, sql: string): Promise<number> =>
  Number(Object.values((await rows(at, sql))[0] ?? {})[0]);

/** Everything the load leaves that is not an id by chance or an instant. */
async function whatItHolds(at: Place): Promise<Record<string, unknown>> {
  const who = `child.birth_date::text || coalesce(child.nhs_number, '') || child.given_name || child.family_name`;
  const views: Record<string, string> = {
    installation: `SELECT kind, detail FROM installation`,
    referrals: `SELECT id, service, state, outcome, waiting_since::text, decision_due_since IS NULL AS decided FROM referral ORDER BY id`,
    children: `SELECT ${who} AS who, identity, locality, restricted FROM child ORDER BY 1, 2, 3`,
    facts: `SELECT ${who} AS who, code, value, source, organisation, recorded_on::text FROM fact JOIN child ON child.id = child_id ORDER BY 1, 2, 3, 4, 5, 6`,
    held: `SELECT reason, cells FROM quarantined_row ORDER BY reason, cells::text`,
    findings: `SELECT referral_id, code FROM finding ORDER BY 1, 2`,
    decisions: `SELECT referral_id, band, standing_band, could_be, act_today, holds_until::text FROM decision ORDER BY 1`,
    queue: `SELECT referral_id, act_today, band, counted_from, lists, locality, top_reason, review_on::text FROM waiting_list_entry ORDER BY 1`,
    flags: `SELECT ${who} AS who, board, flag.locality, key, state, version FROM flag JOIN child ON child.id = child_id ORDER BY 1, 2, 4`,
    messages: `SELECT ${who} AS who, kind, hold_reasons, due_on::text, subject, body FROM message JOIN child ON child.id = child_id ORDER BY 1, 2`,
    tasks: `SELECT kind, referral_id, count(*)::int FROM task WHERE kind <> 'first_census' GROUP BY 1, 2 ORDER BY 1, 2`,
    episodes: `SELECT referral_id, ended_at FROM act_today_episode ORDER BY 1`,
    files: `SELECT name, kind, sha256, counts FROM import_file ORDER BY name`,
    sources: `SELECT provider, service, first_census_on::text, latest_extract_on::text, released_at IS NOT NULL AS released FROM referral_source ORDER BY 1, 2`,
  };
  const held: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(views)) held[name] = await rows(at, sql);
  return held;
}

describe('the demo at Plymouth’s size', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place();
    await at.demo.load(actor);
  }, 600_000);

  it('is 4,602 open referrals of some 3,700 children, all decided and in the queue', async () => {
    expect(await number(at, `SELECT count(*) FROM referral WHERE state = 'open'`)).toBe(4602);
    expect(await number(at, `SELECT count(*) FROM waiting_list_entry`)).toBe(4602);
    expect(await number(at, `SELECT count(*) FROM referral WHERE decision_due_since IS NOT NULL`)).toBe(0);
    const children = await number(at, `SELECT count(DISTINCT child_id) FROM referral WHERE state = 'open'`);
    expect(children).toBeGreaterThan(3650);
    expect(children).toBeLessThan(3850);
    expect(
      await number(
        at,
        `SELECT count(*) FROM (SELECT child_id FROM referral WHERE state = 'open' GROUP BY child_id
         HAVING count(DISTINCT service) > 1) AS several`,
      ),
    ).toBeGreaterThan(650);
  });

  it('has a year of starts on every list, at least one in every week', async () => {
    const weeks = await rows(
      at,
      `SELECT service, count(DISTINCT (DATE '2026-11-22' - closed_on) / 7)::int AS weeks FROM referral
       WHERE outcome = 'seen' GROUP BY service ORDER BY service`,
    );
    expect(weeks.map((row) => row['weeks'])).toEqual([52, 52, 52, 52]);
  });

  it('has children to act on today, every band, flags on every kind of board, quarantine and findings', async () => {
    const actToday = await number(at, `SELECT count(*) FROM waiting_list_entry WHERE act_today`);
    expect(actToday).toBeGreaterThanOrEqual(5);
    expect(actToday).toBeLessThanOrEqual(40);
    expect(await number(at, `SELECT count(DISTINCT band) FROM waiting_list_entry`)).toBe(4);
    const boards = (await rows(at, `SELECT DISTINCT board, locality FROM flag`)).map(
      (row) => `${String(row['board'])}/${String(row['locality'])}`,
    );
    for (const board of ['locality/north', 'locality/east', 'locality/none', 'locality/away'])
      expect(boards).toContain(board);
    expect(boards.some((board) => board.startsWith('access/'))).toBe(true);
    expect(await number(at, `SELECT count(DISTINCT reason) FROM quarantined_row`)).toBeGreaterThanOrEqual(12);
    expect(await number(at, `SELECT count(DISTINCT code) FROM finding`)).toBe(5);
  });

  it('lets its own first census go: most families have a message on its way, others are held with reasons', async () => {
    const released = await number(at, `SELECT count(*) FROM referral_source WHERE released_at IS NOT NULL`);
    expect(released).toBe(4);
    const going = await number(
      at,
      `SELECT count(*) FROM message WHERE state IN ('ready', 'sending', 'sent')`,
    );
    expect(going).toBeGreaterThan(1800);
    const reasons = await rows(at, `SELECT DISTINCT unnest(hold_reasons) AS reason FROM message`);
    expect(reasons.map((row) => row['reason'])).not.toContain('first_census');
    expect(reasons.length).toBeGreaterThanOrEqual(8);
  });

  it('has agreements by which everything the council and schools say is taken in', async () => {
    expect(await number(at, `SELECT count(*) FROM sharing_agreement`)).toBeGreaterThan(2);
    expect(
      await number(at, `SELECT count(*) FROM quarantined_row WHERE reason = 'no_sharing_agreement'`),
    ).toBe(0);
    expect(
      await number(at, `SELECT count(*) FROM fact WHERE source IN ('council', 'school')`),
    ).toBeGreaterThan(5000);
  });

  it('is not loaded twice: a second load, or a start, changes nothing and says so', async () => {
    const count = () =>
      number(
        at,
        `SELECT (SELECT count(*) FROM trail WHERE actor_name = 'demo load') + (SELECT count(*) FROM decision)`,
      );
    const before = await count();
    expect(await at.demo.load(actor)).toMatchObject({ state: 'loaded', added: false, seed: 1, asOf: TODAY });
    expect(await at.demo.loadIfEmpty(actor)).toMatchObject({ added: false });
    expect(await count()).toBe(before);
  });

  it('makes room for no other demo, and says which one stands', async () => {
    await expect(at.demo.load(actor, undefined, { seed: 9 })).rejects.toThrow(Conflict);
    await expect(at.demo.load(actor, undefined, { seed: 9 })).rejects.toThrow(
      'the demo of seed 1 as of 2026-11-24',
    );
  });
});

describe('a load that is cut off', () => {
  const small = { seed: 5, scale: 0.04 };

  it('anywhere, and begun again, ends as one clean load', async () => {
    const clean = await place();
    await clean.demo.load(actor, undefined, small);
    const expected = await whatItHolds(clean);

    const cut = await place();
    // Cut off at the first sign of each step, then again further on: each time a new process finds what was committed.
    for (const stop of [
      once('Reading', 0),
      once('Reading', 3),
      once('Deciding', 0),
      once('Planning messages', 1),
    ]) {
      const { demo } = await place(cut.database);
      await expect(demo.load(actor, stop, small)).rejects.toThrow('cut off');
      expect(await rows(cut, `SELECT kind, detail->'demo'->>'state' AS state FROM installation`)).toEqual([
        { kind: 'demo', state: 'loading' },
      ]);
    }
    const { demo } = await place(cut.database);
    expect(await demo.loadIfEmpty(actor)).toMatchObject({ added: true, ...small });
    expect(await whatItHolds(cut)).toEqual(expected);
  }, 300_000);

  it('is shared by nobody: of two loaders at once one loads, and the other finds it done', async () => {
    const first = await place();
    const second = await place(first.database);
    const tiny = { seed: 5, scale: 0.01 };
    const both = await Promise.all([
      first.demo.load(actor, undefined, tiny),
      second.demo.load(actor, undefined, tiny),
    ]);
    expect(both.map(({ added }) => added).sort()).toEqual([false, true]);
    expect(await number(first, 'SELECT count(*) FROM import_file')).toBe(5);
  }, 120_000);
});

describe('a database that holds something else', () => {
  it('marked real is never made a demo', async () => {
    const at = await place();
    const installation = at.booted.app.get(Installation, { strict: false });
    await at.database.dataSource.transaction((tx) => installation.markAs(tx, 'real', actor));
    await expect(at.demo.load(actor)).rejects.toThrow(Conflict);
    expect(await at.demo.loadIfEmpty(actor)).toBeNull();
    expect(await number(at, 'SELECT count(*) FROM referral')).toBe(0);
    expect(await rows(at, 'SELECT kind, detail FROM installation')).toEqual([{ kind: 'real', detail: {} }]);
  });

  it('with referrals in it, though nobody has marked it, is left alone', async () => {
    const at = await place();
    await rows(
      at,
      `WITH child AS (INSERT INTO child (identity, birth_date) VALUES ('local', '2018-01-01') RETURNING id)
       INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier, team_type,
         team_code_system, received_on, waiting_since, state, reported_on, content_hash)
       SELECT gen_random_uuid(), id, 'NR5', 'slt', 'T', '1', '33', 'CSDS', '2026-01-01', '2026-01-01', 'open',
         '2026-11-22', repeat('0', 64) FROM child`,
    );
    await expect(at.demo.load(actor)).rejects.toThrow('holds referrals already');
    expect(await at.demo.loadIfEmpty(actor)).toBeNull();
    expect(await number(at, 'SELECT count(*) FROM installation')).toBe(0);
  });

  it('that is a demo takes no extract without being told to', async () => {
    const at = await place();
    await at.demo.load(actor, undefined, { seed: 2, scale: 0.005 });
    const receive = at.booted.app.get(ReceiveCensus, { strict: false });
    async function* none(): AsyncGenerator<string[]> {
      yield* [];
    }
    await expect(
      receive.receive(actor, { name: 'real.csv', kind: 'referrals', records: none() }),
    ).rejects.toThrow('this database is a demo');
  }, 60_000);
});

/** Throws at a step once it has come so far, as a process that dies there would stop. */
function once(step: string, after: number): (progress: DemoProgress) => void {
  let seen = 0;
  return (progress) => {
    if (progress.step === step && seen++ >= after) throw new Error('cut off');
  };
}
