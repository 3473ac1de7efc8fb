import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DemoService } from '../../src/demo/demo.service.js';
import { systemActor } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { CommandFailure } from '../../src/platform/cli/command.js';
import { replayDecisionsCommand } from '../../src/triage/decisions.command.js';
import { RuleSetRegistry } from '../../src/rule-sets/rule-set.registry.js';
import { readReceipt } from '../../src/triage/receipt.js';
import { TriageService } from '../../src/triage/triage.service.js';
import { ReplayAll } from '../../src/triage/replay-all.service.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { confirmSome, roomsOn } from '../support/filled-database.js';
import { notStopped, operator } from '../support/operator.js';

let database: FreshDatabase;
let rooms: INestApplicationContext;

beforeAll(async () => {
  database = await freshDatabase();
  rooms = await roomsOn(database.url);
  // The made-up caseload, small, with decisions that were confirmed and made again.
  await rooms
    .get(DemoService, { strict: false })
    .load(systemActor('demo load'), () => undefined, { asOf: plainDate('2026-11-22'), scale: 0.03 });
  await confirmSome(rooms);
}, 120_000);
afterAll(async () => {
  await rooms?.close();
  await database?.drop();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  rooms.get(DataSource).query(sql, values);

interface Ran {
  code: number;
  lines: Record<string, unknown>[];
  err: string;
}

async function replay(options: Record<string, unknown>, signal = notStopped): Promise<Ran> {
  let out = '';
  let err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  jest.spyOn(console, 'error').mockImplementation((text) => void (err += String(text)));
  try {
    const code = await replayDecisionsCommand.run(rooms, [], options, signal, operator);
    const lines = out.split('\n').filter((line) => line !== '');
    return { code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), err };
  } finally {
    jest.restoreAllMocks();
  }
}

/** What only an owner of the table could do, and leave no trace of in it. */
async function tamper(id: string, receipt: string, values: unknown[] = []): Promise<() => Promise<void>> {
  const [before] = await query<{ receipt: unknown }>('SELECT receipt FROM decision WHERE id = $1', [id]);
  const set = async (sql: string, parameters: unknown[]): Promise<void> =>
    database.dataSource.transaction(async (tx) => {
      await tx.query('ALTER TABLE decision DISABLE TRIGGER decision_append_only');
      await tx.query(`UPDATE decision SET ${sql} WHERE id = $1`, [id, ...parameters]);
      await tx.query('ALTER TABLE decision ENABLE TRIGGER decision_append_only');
    });
  await set(receipt, values);
  return () => set('receipt = $2::jsonb', [JSON.stringify(before?.receipt)]);
}

const decisions = (): Promise<{ id: string; referralId: string; childId: string }[]> =>
  query('SELECT id, referral_id AS "referralId", child_id AS "childId" FROM decision ORDER BY id');

describe('decisions replay', () => {
  it('makes every stored decision again from its receipt alone, and they are all the same', async () => {
    const stored = await decisions();
    expect(stored.length).toBeGreaterThan(100);
    const { code, lines, err } = await replay({ all: true });
    expect(lines).toEqual([
      { replayed: stored.length, same: stored.length, differ: 0, notHere: 0, interrupted: false },
    ]);
    expect([code, err]).toEqual([0, '']);
  });

  it('replays receipts from before they had a format', async () => {
    const [first] = await decisions();
    const answers = await query<{ format: string | null }>(
      `SELECT DISTINCT receipt ->> 'format' AS format FROM decision`,
    );
    expect(answers).toEqual([{ format: '2' }]);
    const { receipt } = await rooms.get(TriageService, { strict: false }).find(first?.id ?? '');
    const { ruleSetId, ruleSetVersion } = receipt.decision;
    const set = rooms.get(RuleSetRegistry, { strict: false }).find(ruleSetId, ruleSetVersion);
    const { ruledOut: _ruledOut, ...old } = readReceipt(receipt, set);
    const putBack = await tamper(first?.id ?? '', 'receipt = $2::jsonb', [JSON.stringify(old)]);
    expect(await replay({ referral: first?.referralId })).toMatchObject({
      code: 0,
      lines: [{ differ: 0, notHere: 0 }],
    });
    await putBack();
  });

  it('finds a receipt that was changed, names what differs first, and keeps in the trail who was shown it', async () => {
    const [, victim] = await decisions();
    if (!victim) throw new Error('no decisions');
    const putBack = await tamper(victim.id, `receipt = jsonb_set(receipt, '{decision,couldBe}', '"purple"')`);
    const { code, lines } = await replay({ all: true });
    expect(code).toBe(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ decision: victim.id, referral: victim.referralId, is: 'different' });
    expect(lines[0]?.['differences']).toEqual([
      expect.stringMatching(/^the row's couldBe: .*its receipt says "purple"$/),
      expect.stringMatching(/^couldBe: stored "purple", now /),
    ]);
    expect(lines[1]).toMatchObject({ differ: 1, notHere: 0 });
    await putBack();
    const shown = await query(
      `SELECT act, actor_name AS "actorName", child_ids AS "childIds" FROM trail
       WHERE action = 'decisions.differences_shown'`,
    );
    expect(shown).toEqual([{ act: 'view', actorName: 'Sam Operator', childIds: [victim.childId] }]);
  });

  it.each([
    ['a fact taken away', `receipt = jsonb_set(receipt, '{input,facts}', '[]')`, /./],
    ['the row alone', `standing_band = 'purple'`, /^the row's standingBand: "purple", its receipt says "/],
    ['all of it', `receipt = '{}'`, /^it cannot be made again from its receipt: /],
  ])('finds %s, and goes on with the others', async (_what, change, first) => {
    const [victim] = await query<{ id: string; band: string }>(
      `SELECT id, standing_band AS band FROM decision WHERE jsonb_array_length(receipt -> 'input' -> 'facts') > 2
       ORDER BY id LIMIT 1`,
    );
    if (!victim) throw new Error('nothing was said of anybody');
    const putBack = await tamper(victim.id, change);
    const { code, lines } = await replay({ all: true });
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ decision: victim.id, is: 'different' });
    expect((lines[0]?.['differences'] as string[])[0]).toMatch(first);
    expect(lines.at(-1)).toMatchObject({ replayed: (await decisions()).length, differ: 1 });
    await putBack();
    await tamper(victim.id, 'standing_band = $2', [victim.band]);
  });

  it('says apart what it could not replay because those rules are not here, and fails for it', async () => {
    const [gone, changed] = await decisions();
    if (!gone || !changed) throw new Error('no decisions');
    const putBack = [
      await tamper(gone.id, `receipt = jsonb_set(receipt, '{decision,ruleSetVersion}', '"0.0.9"')`),
      await tamper(changed.id, `receipt = jsonb_set(receipt, '{decision,ruleSetHash}', $2::jsonb)`, [
        JSON.stringify('0'.repeat(64)),
      ]),
    ];
    const { code, lines } = await replay({ all: true });
    for (const back of putBack) await back();
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.objectContaining({
        decision: gone.id,
        is: 'not replayed',
        why: expect.stringMatching(/@0\.0\.9 is not in rules\/$/),
      }),
      expect.objectContaining({
        decision: changed.id,
        is: 'not replayed',
        why: expect.stringMatching(/is another document here: the rules have changed/),
      }),
      expect.objectContaining({ differ: 0, notHere: 2 }),
    ]);
  });

  it('looks at one referral, or at what was decided since a day, when asked', async () => {
    const [busy] = await query<{ id: string; times: number }>(
      'SELECT referral_id AS id, count(*)::int AS times FROM decision GROUP BY 1 ORDER BY 2 DESC LIMIT 1',
    );
    expect(busy?.times).toBeGreaterThan(1);
    expect((await replay({ referral: busy?.id })).lines).toMatchObject([{ replayed: busy?.times }]);
    const all = (await decisions()).length;
    expect((await replay({ since: '2026-11-22' })).lines).toMatchObject([{ replayed: all }]);
    expect((await replay({ since: '2026-11-23' })).lines).toMatchObject([{ replayed: 0 }]);
  });

  it('is told which, of whom, and since when, in words it can read', async () => {
    for (const [options, why] of [
      [{}, /^Say which decisions/],
      [{ referral: 'x' }, /^--referral: this is not the id/],
      [{ referral: '00000000-0000-4000-8000-000000000000' }, /^--referral: no decision is stored/],
      [{ since: '2026-02-30' }, /^--since: /],
      [{ all: true, after: '7' }, /^--after: /],
    ] as const) {
      const refused = await replay(options).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(CommandFailure);
      expect((refused as CommandFailure).message).toMatch(why);
    }
  });

  it('stops where it can when told to, says so by its exit code, and goes on from there', async () => {
    const all = await decisions();
    const stop = new AbortController();
    const ended = await rooms.get(ReplayAll, { strict: false }).run(
      operator,
      { referralId: null, since: null, after: null },
      {
        signal: stop.signal,
        onProgress: (done) => (done > 0 ? stop.abort() : undefined),
        onOdd: async () => undefined,
      },
    );
    expect(ended).toMatchObject({ interrupted: true, differ: 0 });
    expect(ended.replayed).toBeLessThan(all.length);
    const rest = await replay({ all: true, after: ended.lastId });
    expect(rest.lines).toMatchObject([{ replayed: all.length - ended.replayed, interrupted: false }]);
    stop.abort();
    const told = await replay({ all: true, after: all[0]?.id }, stop.signal);
    expect(told).toMatchObject({ code: 130, lines: [{ interrupted: true, after: all[0]?.id }] });
    expect(told.err).toContain(`--after ${all[0]?.id}`);
  });

  it('leaves in the trail who ran it, for what, and what it came to', async () => {
    const { lines } = await replay({ all: true });
    const rows = await query<{ action: string; detail: Record<string, unknown> }>(
      `SELECT action, act, actor_name AS "actorName", detail FROM trail
       WHERE action LIKE 'decisions.replay%' ORDER BY id DESC LIMIT 2`,
    );
    expect(rows.reverse()).toEqual([
      expect.objectContaining({ action: 'decisions.replay_began', act: 'view', actorName: 'Sam Operator' }),
      expect.objectContaining({
        action: 'decisions.replay_ended',
        detail: expect.objectContaining(lines[0] as object),
      }),
    ]);
  });
});
