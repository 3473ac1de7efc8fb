import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource, type DataSourceOptions, type EntityManager, QueryFailedError } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { emptyScope, type Scope, type Visit } from '../../src/kernel/viewer.js';
import { Trail, type TrailEntry } from '../../src/platform/audit/trail.js';
import { Counting } from '../../src/platform/auth/counting.js';
import { Looking } from '../../src/platform/auth/looking.js';
import { dataSourceOptions, SERVICE_ROLE } from '../../src/platform/database/data-source.js';
import { prepared, type Question } from '../../src/platform/database/prepared.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';

/** Given connections as the running service has them: its own role, and what is asked at once is sent at once. */
let database: FreshDatabase;
let service: DataSource;
let looking: Looking;
let counting: Counting;

beforeAll(async () => {
  database = await freshDatabase();
  service = await new DataSource(
    dataSourceOptions(database.url, { entities, migrations }, SERVICE_ROLE),
  ).initialize();
  looking = new Looking(service, new Trail());
  counting = new Counting(service);
  await storeFamily(database.dataSource, { givenName: 'Kit', familyName: 'Rowe' });
});
afterAll(async () => {
  await service?.destroy();
  await database?.drop();
});

const visitOf = (scope: Partial<Scope> = {}): Visit => ({
  viewer: {
    kind: 'person',
    id: 'id#1',
    name: 'A Reader',
    role: 'clinician',
    organisation: 'NR5',
    agency: 'health',
    services: 'all',
    localities: 'all',
  },
  scope: { ...emptyScope, ...scope },
  sessionId: 's1',
  from: '127.0.0.1',
  requestId: null,
  why: null,
});
const line: TrailEntry = { act: 'view', action: 'test.viewed', subjectKind: 'test', subjectId: '1' };
const lines = async (): Promise<number> => {
  const [row]: { n: number }[] = await database.dataSource.query(
    `SELECT count(*)::int AS n FROM trail WHERE action = 'test.viewed'`,
  );
  return row?.n ?? NaN;
};
const WHO = 'SELECT current_user AS who';
const asked = (...texts: string[]): Question[] => texts.map((text) => ({ text, values: [] }));

describe('a look', () => {
  it('reads as the viewer from its very first question, and leaves the connection to the service again', async () => {
    const who = await looking.at(visitOf(), async (tx) => ({
      answer: await prepared<{ who: string }>(tx, WHO, []),
      looked: [],
    }));
    expect(who).toEqual([{ who: 'breakwater_viewer' }]);
    for (let turn = 0; turn < 12; turn++)
      expect(await prepared(service, WHO, [])).toEqual([{ who: SERVICE_ROLE }]);
  });

  it('answers nothing where its line in the trail is refused, whatever was made of it meanwhile', async () => {
    const before = await lines();
    const refused = { ...line, act: 'glance' } as unknown as TrailEntry;
    const made = jest.fn(() => 'a page');
    await expect(
      looking.making(visitOf(), async () => Promise.resolve({ answer: 1, looked: [line, refused] }), made),
    ).rejects.toThrow(QueryFailedError);
    expect(made).toHaveBeenCalledTimes(1);
    expect(await lines()).toBe(before);
  });

  it('answers nothing where the connection is lost before its line is kept, and the next look has another', async () => {
    const before = await lines();
    const read = async (tx: EntityManager): Promise<{ answer: number; looked: TrailEntry[] }> => {
      const [row]: { pid: number }[] = await tx.query('SELECT pg_backend_pid() AS pid');
      await database.dataSource.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      return { answer: 1, looked: [line] };
    };
    await expect(looking.making(visitOf(), read, () => 'a page')).rejects.toThrow();
    expect(await lines()).toBe(before);
    expect(await looking.at(visitOf(), async () => Promise.resolve({ answer: 'whole', looked: [] }))).toBe(
      'whole',
    );
  });

  it('answers nothing where it ended its own transaction: what it read after that was read by nobody’s scope', async () => {
    const before = await lines();
    const read = async (tx: EntityManager): Promise<{ answer: unknown; looked: TrailEntry[] }> => {
      await tx.query('COMMIT');
      return { answer: await tx.query(WHO), looked: [line] };
    };
    await expect(looking.at(visitOf(), read)).rejects.toThrow('ended its own transaction');
    expect(await lines()).toBe(before);
  });

  it('and its line are one transaction', async () => {
    const read = async (tx: EntityManager): Promise<{ answer: { id: string }[]; looked: TrailEntry[] }> => ({
      answer: await tx.query('SELECT pg_current_xact_id()::text AS id'),
      looked: [{ ...line, subjectId: 'one transaction' }],
    });
    const [of] = await looking.at(visitOf(), read);
    expect(
      await database.dataSource.query(
        `SELECT xmin::text AS id FROM trail WHERE subject_id = 'one transaction'`,
      ),
    ).toEqual([of]);
  });

  it('answers nothing where the trail’s chain cannot be made longer at the commit', async () => {
    await database.dataSource.query('ALTER TABLE trail_link ADD CONSTRAINT full_up CHECK (false) NOT VALID');
    const before = await lines();
    await expect(
      looking.making(
        visitOf(),
        async () => Promise.resolve({ answer: 1, looked: [line] }),
        () => 'a page',
      ),
    ).rejects.toThrow('full_up');
    await database.dataSource.query('ALTER TABLE trail_link DROP CONSTRAINT full_up');
    expect(await lines()).toBe(before);
  });

  it('answers nothing where the viewer’s scope cannot be set, though the first question is on its way', async () => {
    const visit = visitOf({ providers: ['NR5\0'] });
    const read = async (tx: EntityManager): Promise<{ answer: unknown; looked: [] }> => ({
      answer: await tx.query('SELECT 1'),
      looked: [],
    });
    await expect(looking.at(visit, read)).rejects.toThrow('invalid message format');
    await expect(counting.counts(visit, asked('SELECT 1'))).rejects.toThrow('invalid message format');
    expect(await looking.at(visitOf(), read)).toEqual([{ '?column?': 1 }]);
  });

  it('makes what it answers once, and stays in the trail where that fails', async () => {
    const before = await lines();
    const read = async (): Promise<{ answer: number; looked: TrailEntry[] }> =>
      Promise.resolve({ answer: 20, looked: [line] });
    expect(await looking.making(visitOf(), read, (answer) => answer + 1)).toBe(21);
    await expect(
      looking.making(visitOf(), read, () => {
        throw new Error('a template is broken');
      }),
    ).rejects.toThrow('a template is broken');
    expect(await lines()).toBe(before + 2);
  });

  it('lets what is made ask the database too, though there is one connection alone', async () => {
    const options = dataSourceOptions(database.url, { entities, migrations }, SERVICE_ROLE);
    const narrow = await new DataSource({ ...options, poolSize: 1 } as DataSourceOptions).initialize();
    const read = async (): Promise<{ answer: number; looked: TrailEntry[] }> =>
      Promise.resolve({ answer: 20, looked: [line] });
    const made = await new Looking(narrow, new Trail()).making(visitOf(), read, () => narrow.query(WHO));
    expect(made).toEqual([{ who: SERVICE_ROLE }]);
    await narrow.destroy();
  });

  it('finds as the service where to look, and reads there as the viewer, in one transaction', async () => {
    const find = {
      text: `SELECT set_config('breakwater.found', current_user || ' ' || (SELECT count(*) FROM child WHERE given_name = $1)
        || ' ' || pg_current_xact_id(), true)`,
      values: ['Kit'],
    };
    const read = async (
      tx: EntityManager,
    ): Promise<{ answer: { found: string }[]; looked: TrailEntry[] }> => ({
      answer: await tx.query(
        `SELECT current_setting('breakwater.found') || ' ' || current_user || ' ' || (SELECT count(*) FROM child)
           || ' ' || pg_current_xact_id() AS found`,
      ),
      looked: [line],
    });
    const [row] = await looking.making(visitOf(), read, (answer) => answer, find);
    const [finder, seen, transaction, reader, shown, same] = row?.found.split(' ') ?? [];
    expect({ finder, seen, reader, shown }).toEqual({
      finder: SERVICE_ROLE,
      seen: '1',
      reader: 'breakwater_viewer',
      shown: '0',
    });
    expect(same).toBe(transaction);
  });

  it('says what went wrong where it could not find, and reads and keeps nothing', async () => {
    const before = await lines();
    const read = async (tx: EntityManager): Promise<{ answer: unknown; looked: TrailEntry[] }> => ({
      answer: await tx.query(WHO),
      looked: [line],
    });
    const find = { text: 'SELECT nothing', values: [] };
    await expect(looking.making(visitOf(), read, (answer) => answer, find)).rejects.toThrow(
      'column "nothing" does not exist',
    );
    expect(await lines()).toBe(before);
    expect(await prepared(service, WHO, [])).toEqual([{ who: SERVICE_ROLE }]);
  });
});

describe('counting', () => {
  const MOMENT = `SELECT pg_backend_pid() || ' ' || now() AS moment`;

  it('is within the scope, in one trip, the answers in the order of the questions', async () => {
    const children = 'SELECT count(*)::int AS n FROM child';
    expect(await counting.counts(visitOf(), asked(WHO, children))).toEqual([
      [{ who: 'breakwater_viewer' }],
      [{ n: 0 }],
    ]);
    const all = { providers: ['*'], services: ['*'], localities: ['*'] };
    expect(await counting.counts(visitOf(all), asked(children))).toEqual([[{ n: 1 }]]);
    await expect(counting.counts(visitOf(), asked('SELECT nothing'))).rejects.toThrow('nothing');
    expect(await counting.counts(visitOf(), asked(WHO))).toEqual([[{ who: 'breakwater_viewer' }]]);
  });

  it('for one visit at one time is one transaction; another visit, or a later time, is another', async () => {
    const [visit, other] = [visitOf(), visitOf()];
    const [a, b, c] = await Promise.all([
      counting.counts(visit, asked(MOMENT)),
      counting.counts(visit, asked(WHO, MOMENT)),
      counting.counts(other, asked(MOMENT)),
    ]);
    expect(b).toEqual([[{ who: 'breakwater_viewer' }], a[0]]);
    expect(c).not.toEqual(a);
    expect(await counting.counts(visit, asked(MOMENT))).not.toEqual(a);
  });

  it('that fails leaves what was asked together with it whole', async () => {
    const visit = visitOf();
    const [good, bad] = await Promise.allSettled([
      counting.counts(visit, asked(WHO)),
      counting.counts(visit, asked('SELECT nothing')),
    ]);
    expect(good).toEqual({ status: 'fulfilled', value: [[{ who: 'breakwater_viewer' }]] });
    expect(bad.status).toBe('rejected');
  });
});

describe('a statement planned once', () => {
  it('is planned anew for whom row-level security shows less, on one and the same connection', async () => {
    const children = 'SELECT count(*)::int AS n FROM child';
    const runner = service.createQueryRunner();
    await runner.connect();
    const counted: unknown[] = [];
    for (let turn = 0; turn < 8; turn++) {
      counted.push(await prepared(runner.manager, children, []));
      await runner.query('BEGIN; SET LOCAL ROLE breakwater_viewer');
      counted.push(await prepared(runner.manager, children, []));
      await runner.query('COMMIT');
    }
    await runner.release();
    expect(counted).toEqual(Array.from({ length: 8 }, () => [[{ n: 1 }], [{ n: 0 }]]).flat());
  });

  it('fails as every query does, and past a hundred texts is planned each time', async () => {
    await expect(prepared(service, 'SELECT nothing', [])).rejects.toThrow(QueryFailedError);
    const runner = service.createQueryRunner();
    await runner.connect();
    for (let text = 0; text < 110; text++)
      expect(await prepared(runner.manager, `SELECT $1::int + ${text} AS n`, [1])).toEqual([{ n: text + 1 }]);
    const kept: { n: number }[] = await runner.query('SELECT count(*)::int AS n FROM pg_prepared_statements');
    await runner.release();
    expect(kept[0]?.n).toBeGreaterThan(50);
    expect(kept[0]?.n).toBeLessThanOrEqual(100);
  });
});
