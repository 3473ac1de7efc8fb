import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCommand } from '../../src/platform/audit/verify-command.js';
import { exportAuditCommand } from '../../src/who-looked/audit.command.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';
import { lookedAt } from '../support/looked.js';
import { notStopped, operator } from '../support/operator.js';

/** Given two children looked at on a day, one of them on a list with the other. */
let database: FreshDatabase;
let booted: BootedApp;
let auditor: Browser;
let childId: string;
let other: string;

interface Bundle {
  type: string;
  link: { relation: string; url: string }[];
  entry: { fullUrl: string; resource: Event }[];
}
interface Event {
  id: string;
  recorded: string;
  meta?: { profile: string[] };
  entity: { what?: { reference?: string } }[];
}

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: '2026-11-24' });
  auditor = await booted.as('auditor');
  ({ childId } = await storeFamily(database.dataSource));
  ({ childId: other } = await storeFamily(database.dataSource));
  for (let index = 0; index < 120; index++)
    await lookedAt(database.dataSource, 'clinician', '2026-11-10T10:00:00Z', { childId });
  await lookedAt(database.dataSource, 'list_office', '2026-11-10T11:00:00Z', {
    act: 'search',
    action: 'queue.searched',
    childIds: [childId, other],
  });
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const patients = (events: readonly Event[]): string[] =>
  events.flatMap(({ entity }) => entity.flatMap(({ what }) => what?.reference ?? []));

async function everyPage(query: string): Promise<{ events: Event[]; pages: number }> {
  const events: Event[] = [];
  let pages = 0;
  for (let next: string | undefined = `/api/v1/audit-events?${query}`; next; pages++) {
    const answer = await auditor
      .get(next)
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString('utf8')));
        response.on('end', () => done(null, text));
      });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      'application/fhir+json; charset=utf-8',
    ]);
    const bundle = JSON.parse(answer.body as string) as Bundle;
    expect(bundle.type).toBe('searchset');
    events.push(...bundle.entry.map(({ resource }) => resource));
    next = bundle.link.find(({ relation }) => relation === 'next')?.url;
  }
  return { events, pages };
}

describe('the trail as FHIR AuditEvents', () => {
  it('comes page by page, oldest first, each event once, one for each child on a list', async () => {
    const { events, pages } = await everyPage('from=2026-11-10&to=2026-11-10');
    expect([events.length, pages]).toEqual([122, 3]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(122);
    expect(events.map(({ recorded }) => recorded)).toEqual(events.map(({ recorded }) => recorded).sort());
    expect(events[0]?.meta?.profile[0]).toMatch(/PatientRead$/);
    expect(events.slice(-2).map(({ meta }) => meta?.profile[0])).toEqual([
      expect.stringMatching(/PatientQuery$/),
      expect.stringMatching(/PatientQuery$/),
    ]);
  });

  it('of one child names no other', async () => {
    const { events } = await everyPage(`from=2026-11-10&to=2026-11-10&child=${other}`);
    expect(patients(events)).toEqual([`Patient/${other}`]);
    expect(JSON.stringify(events)).not.toContain(childId);
  });

  it('is for the auditor and the privacy officer alone, and refuses what it cannot read', async () => {
    for (const role of [
      'clinician',
      'list_office',
      'mdt_coordinator',
      'rules_lead',
      'board_reader',
      'system',
    ] as const)
      expect((await (await booted.as(role)).get('/api/v1/audit-events')).status).toBe(403);
    for (const query of [
      'from=2026-13-01',
      'child=x',
      'after=x',
      'from=2026-11-12&to=2026-11-11',
      'from=2020-01-01',
    ])
      expect([query, (await auditor.get(`/api/v1/audit-events?${query}`)).status]).toEqual([query, 422]);
  });

  it('is itself in the trail, with every child on it', async () => {
    await everyPage(`from=2026-11-10&to=2026-11-10`);
    const [line] = await database.dataSource.query(
      `SELECT act, subject_id, child_ids FROM trail WHERE action = 'audit.exported' ORDER BY id DESC LIMIT 1`,
    );
    expect(line).toEqual({
      act: 'export',
      subject_id: '2026-11-10/2026-11-10',
      child_ids: [childId, other],
    });
  });
});

describe('audit export, the command', () => {
  async function printed(options: Record<string, unknown>): Promise<{ code: number; events: Event[] }> {
    const out: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text: string) => out.push(text) > 0;
    try {
      const code = await exportAuditCommand.run(booted.app, [], options, notStopped, operator);
      return {
        code,
        events: out
          .join('')
          .split('\n')
          .filter(Boolean)
          .map((text) => JSON.parse(text) as Event),
      };
    } finally {
      process.stdout.write = write;
    }
  }

  it('prints one event a line, the same as the API hands out', async () => {
    const { code, events } = await printed({ from: '2026-11-10', to: '2026-11-10' });
    expect(code).toBe(0);
    expect(events).toEqual((await everyPage('from=2026-11-10&to=2026-11-10')).events);
  });

  it('reads some lines at a time, however many there are', async () => {
    await database.dataSource.query(
      `INSERT INTO trail (at, actor_kind, actor_name, action, act, subject_kind, subject_id, child_id)
       SELECT '2026-11-03T10:00:00Z', 'system', 'many', 'a.viewed', 'view', 'child', 'c', $1 FROM generate_series(1, 1203)`,
      [childId],
    );
    const { events } = await printed({ from: '2026-11-03', to: '2026-11-03', child: childId });
    expect(events).toHaveLength(1203);
  });

  it('writes that the copy was taken into the trail, by whom, before anything is printed', async () => {
    await printed({ from: '2026-11-10', to: '2026-11-10', child: other });
    const [line] = await database.dataSource.query(
      `SELECT act, actor_name, child_id FROM trail WHERE action = 'audit.exported' ORDER BY id DESC LIMIT 1`,
    );
    expect(line).toEqual({ act: 'export', actor_name: operator.name, child_id: other });
  });

  it('refuses days and children that are none, and stops when told to', async () => {
    await expect(printed({ from: 'yesterday', to: '2026-11-10' })).rejects.toThrow(
      '--from: This is not a date',
    );
    await expect(printed({ from: '2026-11-10', to: '2026-11-10', child: 'x' })).rejects.toThrow('--child');
    const stopped = AbortSignal.abort(new Error('stopped by a test'));
    await expect(
      exportAuditCommand.run(booted.app, [], { from: '2026-11-10', to: '2026-11-10' }, stopped, operator),
    ).rejects.toThrow('stopped by a test');
    // The connection went back: the pool is whole.
    expect((await printed({ from: '2026-11-10', to: '2026-11-10' })).code).toBe(0);
  });
});

describe('audit verify, the command', () => {
  const verify = (options: Record<string, unknown> = {}) =>
    verifyCommand.about({ dataSource: database.dataSource, options } as Parameters<
      typeof verifyCommand.about
    >[0]);

  it('proves the trail whole through a link noted earlier, and names the first broken link once a line is altered', async () => {
    const whole = await verify();
    expect(whole).toMatchObject({ ok: true });
    const { position, hash } = (whole as { head: { position: number; hash: string } }).head;
    expect(await verify({ expect: `${position}:${hash}` })).toMatchObject({ ok: true });
    await database.dataSource.query(`ALTER TABLE trail DISABLE TRIGGER USER`);
    await database.dataSource.query(`UPDATE trail SET actor_name = 'nobody' WHERE id IN (3, 50)`);
    const broken = await verify();
    expect(broken).toMatchObject({ ok: false, trailId: '3', what: 'the line or its link was changed' });
    expect(verifyCommand.foundWrong?.(broken)).toBe(true);
  });
});
