import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/kernel/actor.js';
import { selfDeclared, systemActor } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import type { RaisedFlag } from '../../src/flags/flag.js';
import { readCursor } from '../../src/flags/flag-page.js';
import { FlagEntity, FlagMoveEntity } from '../../src/flags/flag.entity.js';
import { FlagReading } from '../../src/flags/flag-reading.service.js';
import { FlagRepository } from '../../src/flags/flag.repository.js';
import { FlagService } from '../../src/flags/flag.service.js';
import { REASON_NOT_SHOWN } from '../../src/facts/reason-shown.js';
import { emptyScope, type Scope, type Visit } from '../../src/kernel/viewer.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { Looking } from '../../src/platform/auth/looking.js';
import { Conflict, Invalid, NotFound } from '../../src/platform/http/problems.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

const rules = systemActor('daily decisions');
const person = (name: string): Actor => {
  const named = selfDeclared(name);
  if (!named) throw new Error('a person has a name');
  return named;
};
const ana = person('Ana Coordinator');
const ben = person('Ben Coordinator');

let database: FreshDatabase;
let flags: FlagService;
let reading: FlagReading;
let now = new Date('2026-11-15T09:00:00Z');

beforeAll(async () => {
  database = await freshDatabase([FlagEntity, FlagMoveEntity]);
  const clock = { now: () => now, today: () => plainDate('2026-11-15') };
  const stored = new FlagRepository(database.dataSource);
  flags = new FlagService(stored, new Trail(), database.dataSource, clock);
  reading = new FlagReading(stored, new Looking(database.dataSource, new Trail()));
});
afterAll(() => database.drop());

async function child(locality = 'south'): Promise<string> {
  const rows: { id: string }[] = await database.dataSource.query(
    `INSERT INTO child (identity, birth_date, given_name, family_name, locality)
     VALUES ('local', '2018-05-04', 'Noor', 'Example', $1) RETURNING id`,
    [locality],
  );
  return rows[0]?.id ?? '';
}

const cause = (childId: string, changes: Partial<RaisedFlag> = {}): RaisedFlag => ({
  childId,
  locality: 'south',
  decisionId: randomUUID(),
  board: 'locality',
  key: 'several-needs',
  reason: 'Needs in three domains.',
  facts: ['NR5/getting_worse'],
  ...changes,
});
const raise = (...raised: RaisedFlag[]) =>
  database.dataSource.transaction((tx) => flags.raiseFromDecisions(tx, rules, raised));
/** All there is: of readers and their scopes the last part of this file speaks. */
const everything: Scope = {
  ...emptyScope,
  providers: ['*'],
  services: ['*'],
  localities: ['*'],
  alsoFrom: ['*'],
  boards: ['locality', 'access'],
  facts: ['*'],
  confidential: true,
};
const ofChild = (childId: string) =>
  database.dataSource.transaction((tx) => reading.ofChildren({ tx, scope: everything }, [childId]));
const visitOf = (scope: Scope): Visit => ({
  viewer: {
    kind: 'person',
    id: 'test/ana',
    name: 'Ana Coordinator',
    role: 'mdt_coordinator',
    organisation: 'NR5',
    agency: 'health',
    services: 'all',
    localities: 'all',
  },
  scope,
  sessionId: null,
  from: null,
  requestId: null,
  why: null,
});
const only = async (childId: string) => {
  const found = await ofChild(childId);
  expect(found).toHaveLength(1);
  const flag = found[0];
  if (!flag) throw new Error('no flag');
  return flag;
};
const trailOf = async (flagId: string): Promise<{ action: string; actor_name: string; detail: object }[]> =>
  database.dataSource.query(
    `SELECT action, actor_name, detail FROM trail WHERE subject_kind = 'flag' AND subject_id = $1 ORDER BY id`,
    [flagId],
  );

describe('a rule suggests', () => {
  it('once per child, board and cause, however often it is decided and from however many lists', async () => {
    const childId = await child();
    expect(await raise(cause(childId), cause(childId))).toEqual({ added: 1, reworded: 0, relocated: 0 });
    expect(await raise(cause(childId))).toEqual({ added: 0, reworded: 0, relocated: 0 });
    expect(await raise(cause(childId, { board: 'access' }))).toMatchObject({ added: 1 });
    const [first] = await ofChild(childId);
    expect(first).toMatchObject({
      state: 'suggested',
      source: 'rule',
      version: 1,
      raisedBy: 'daily decisions',
    });
    expect(await trailOf(first?.id ?? '')).toEqual([
      { action: 'flag.suggested', actor_name: 'daily decisions', detail: {} },
    ]);
  });

  it('puts new words on a suggestion nobody has moved, and says so', async () => {
    const childId = await child();
    await raise(cause(childId));
    expect(await raise(cause(childId, { reason: 'Needs in four domains.' }))).toMatchObject({ reworded: 1 });
    expect(await only(childId)).toMatchObject({ reason: 'Needs in four domains.', version: 2 });
  });

  it.each([['flagged' as const], ['declined' as const]])(
    'never moves back or rewords what a person has %s',
    async (to) => {
      const childId = await child();
      await raise(cause(childId));
      const { id } = await only(childId);
      await flags.move(ana, id, { to, reason: 'Seen by the team', version: 1 });
      expect(await raise(cause(childId, { reason: 'Other words.' }))).toEqual({
        added: 0,
        reworded: 0,
        relocated: 0,
      });
      expect(await only(childId)).toMatchObject({
        state: to,
        reason: 'Needs in three domains.',
        movedBy: 'Ana Coordinator',
        version: 2,
      });
    },
  );

  it('takes every flag of the child to the locality the child lives in now, a person’s too', async () => {
    const childId = await child('south');
    await flags.flagByPerson(ana, { childId, board: 'locality', reason: 'School is worried' });
    expect(await raise(cause(childId, { locality: 'away' }))).toEqual({
      added: 1,
      reworded: 0,
      relocated: 1,
    });
    expect((await ofChild(childId)).map((flag) => flag.locality)).toEqual(['away', 'away']);
  });

  it('leaves nothing behind when the decision it came from is undone', async () => {
    const childId = await child();
    await expect(
      database.dataSource.transaction(async (tx) => {
        await flags.raiseFromDecisions(tx, rules, [cause(childId)]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await ofChild(childId)).toEqual([]);
  });
});

describe('a person flags', () => {
  it('at once, with a name and a reason, in the child’s own locality', async () => {
    const childId = await child('north');
    const { flag, added } = await flags.flagByPerson(ana, {
      childId,
      board: 'access',
      reason: ' Health cannot manage alone ',
      nextStep: 'Ask social care',
    });
    expect(added).toBe(true);
    expect(flag).toMatchObject({
      state: 'flagged',
      source: 'person',
      locality: 'north',
      reason: 'Health cannot manage alone',
      nextStep: 'Ask social care',
      raisedBy: 'Ana Coordinator',
    });
    expect(await trailOf(flag.id)).toEqual([
      { action: 'flag.raised', actor_name: 'Ana Coordinator', detail: { board: 'access' } },
    ]);
  });

  it('the same twice and adds nothing; another reason is a conflict', async () => {
    const childId = await child();
    const said = { childId, board: 'locality' as const, reason: 'School is worried' };
    const first = await flags.flagByPerson(ana, said);
    expect(await flags.flagByPerson(ben, said)).toEqual({ flag: first.flag, added: false });
    await expect(flags.flagByPerson(ben, { ...said, reason: 'Something else' })).rejects.toThrow(Conflict);
    expect(await ofChild(childId)).toHaveLength(1);
  });

  it('never namelessly, without a reason, or about nobody', async () => {
    const childId = await child();
    const said = { childId, board: 'locality' as const, reason: 'School is worried' };
    await expect(flags.flagByPerson(rules, said)).rejects.toThrow(Invalid);
    await expect(flags.flagByPerson(ana, { ...said, reason: '  ' })).rejects.toThrow(Invalid);
    await expect(flags.flagByPerson(ana, { ...said, childId: randomUUID() })).rejects.toThrow(NotFound);
    await expect(flags.flagByPerson(ana, { ...said, childId: 'nobody' })).rejects.toThrow(NotFound);
    expect(await ofChild(childId)).toEqual([]);
  });
});

describe('a coordinator moves a flag', () => {
  it('and every move is kept with its reason, while the trail holds no words of theirs', async () => {
    const childId = await child();
    await raise(cause(childId));
    const { id } = await only(childId);
    await flags.move(ana, id, { to: 'flagged', nextStep: 'Invite the school', version: 1 });
    await flags.move(ben, id, { to: 'declined', reason: 'Family said not now', version: 2 });
    await flags.move(ana, id, { to: 'flagged', reason: 'Family asked again', version: 3 });
    const flag = await only(childId);
    expect(flag).toMatchObject({ state: 'flagged', nextStep: 'Invite the school', version: 4 });
    expect(flag.moves.map((move) => [move.from, move.to, move.reason, move.movedBy])).toEqual([
      ['suggested', 'flagged', null, 'Ana Coordinator'],
      ['flagged', 'declined', 'Family said not now', 'Ben Coordinator'],
      ['declined', 'flagged', 'Family asked again', 'Ana Coordinator'],
    ]);
    const trail = await trailOf(id);
    expect(trail.map((row) => row.action)).toEqual([
      'flag.suggested',
      'flag.moved',
      'flag.moved',
      'flag.moved',
    ]);
    expect(JSON.stringify(trail)).not.toMatch(/Family|school/);
  });

  it('and of two at the same moment one succeeds and the other is told', async () => {
    const childId = await child();
    await raise(cause(childId));
    const { id } = await only(childId);
    const outcomes = await Promise.allSettled([
      flags.move(ana, id, { to: 'flagged', version: 1 }),
      flags.move(ben, id, { to: 'declined', reason: 'Known already', version: 1 }),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toBeInstanceOf(Conflict);
    expect(String(refused[0]?.reason)).toContain('has changed since you looked');
    const flag = await only(childId);
    expect(flag.version).toBe(2);
    expect(flag.moves).toHaveLength(1);
  });

  it('only along the table of moves', async () => {
    const childId = await child();
    await raise(cause(childId));
    const { id } = await only(childId);
    await expect(flags.move(ana, id, { to: 'suggested', version: 1 })).rejects.toThrow(Conflict);
    await expect(flags.move(ana, id, { to: 'declined', version: 1 })).rejects.toThrow(Invalid);
    await expect(flags.move(rules, id, { to: 'flagged', version: 1 })).rejects.toThrow(Invalid);
    await expect(flags.move(ana, randomUUID(), { to: 'flagged', version: 1 })).rejects.toThrow(NotFound);
    expect(await only(childId)).toMatchObject({ state: 'suggested', version: 1 });
  });
});

describe('a member of ACCESS, who sees a child by that board alone', () => {
  const member: Scope = { ...emptyScope, boards: ['access'], alsoFrom: ['NR5'], facts: ['PCC/*'] };

  it('declines no flag whose words they have not read, and any that they have', async () => {
    const childId = await child();
    await raise(cause(childId, { board: 'access' }));
    const [flag] = await ofChild(childId);
    if (!flag) throw new Error('no flag was raised');
    const decline = { to: 'declined' as const, reason: 'Not for us', version: 1 };
    await expect(flags.move(ana, flag.id, decline, member)).rejects.toThrow(
      'You cannot decline this flag: why it was raised is not shared with you.',
    );
    expect((await ofChild(childId))[0]).toMatchObject({ state: 'suggested', version: 1 });
    await flags.move(ana, flag.id, decline, { ...member, facts: ['NR5/getting_worse'] });
    expect((await ofChild(childId))[0]).toMatchObject({ state: 'declined' });
  });

  it('may take up what they cannot read, and a coordinator of the locality may decline it', async () => {
    const childId = await child();
    await raise(cause(childId, { board: 'access' }));
    const [flag] = await ofChild(childId);
    if (!flag) throw new Error('no flag was raised');
    await flags.move(ana, flag.id, { to: 'flagged', nextStep: 'Meet', version: 1 }, member);
    const coordinator: Scope = { ...member, providers: ['NR5'], boards: ['locality', 'access'] };
    await flags.move(ana, flag.id, { to: 'declined', reason: 'Done', version: 2 }, coordinator);
    expect((await ofChild(childId))[0]).toMatchObject({ state: 'declined' });
  });
});

describe('the list of flags', () => {
  it('is read in pages, oldest first, without losing or repeating one, flags of one instant included', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => child('east')));
    now = new Date('2026-11-16T09:00:00Z');
    await raise(...ids.slice(0, 4).map((childId) => cause(childId, { locality: 'east' })));
    now = new Date('2026-11-17T09:00:00Z');
    await raise(...ids.slice(4).map((childId) => cause(childId, { locality: 'east' })));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<FlagReading['list']>> = await reading.list(visitOf(everything), {
        board: 'locality',
        locality: 'east',
        states: ['suggested'],
        after: after === null ? null : (readCursor(after) ?? null),
        limit: 3,
      });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map((flag) => flag.childId));
      after = page.next;
    } while (after !== null);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(new Set(seen.slice(0, 4))).toEqual(new Set(ids.slice(0, 4)));
  });

  it('names the child and the open lists, longest wait first', async () => {
    const childId = await child('west');
    for (const [service, since, state] of [
      ['slt', '2026-03-01', 'open'],
      ['neurodiversity', '2025-03-01', 'open'],
      ['mental_health', '2024-01-01', 'closed'],
    ])
      await database.dataSource.query(
        `INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier, team_type,
           team_code_system, received_on, waiting_since, state, closed_on, reported_on, content_hash)
         VALUES (gen_random_uuid(), $1, 'NR5', $2, 'T', gen_random_uuid()::text, '33', 'CSDS', $3::date, $3::date, $4,
           CASE WHEN $4 = 'closed' THEN $3::date END, '2026-11-15', repeat('0', 64))`,
        [childId, service, since, state],
      );
    await raise(cause(childId, { locality: 'west' }));
    const { items } = await reading.list(visitOf(everything), {
      board: 'locality',
      locality: 'west',
      states: [],
      after: null,
      limit: 10,
    });
    expect(items.map((item) => item.child)).toEqual([
      { name: 'Noor Example', birthDate: '2018-05-04', lists: ['neurodiversity', 'slt'], diedOn: null },
    ]);
  });
});

describe('a reader', () => {
  const north: Scope = {
    ...emptyScope,
    localities: ['north'],
    boards: ['locality', 'access'],
    facts: ['NR5/*'],
  };
  const member: Scope = { ...emptyScope, boards: ['access'] };
  const listed = async (scope: Scope, board: 'locality' | 'access' | null, childIds: readonly string[]) => {
    const asked = { board, locality: null, states: [], after: null, limit: 200 };
    const { items } = await reading.list(visitOf(scope), asked);
    return items.filter((flag) => childIds.includes(flag.childId));
  };
  const two = async (): Promise<[string, string]> => {
    const [mine, other] = [await child('north'), await child('west')];
    for (const [childId, locality] of [
      [mine, 'north'],
      [other, 'west'],
    ] as const)
      await raise(cause(childId, { locality }), cause(childId, { locality, board: 'access' }));
    return [mine, other];
  };

  it('of one locality is shown the flags of its children alone, on ACCESS too', async () => {
    const ids = await two();
    const found = await listed(north, null, ids);
    expect(found.map((flag) => [flag.childId, flag.board]).sort()).toEqual([
      [ids[0], 'access'],
      [ids[0], 'locality'],
    ]);
    expect(await reading.ofChild(visitOf(north), ids[1])).toEqual([]);
    const asked = { board: null, locality: 'west', states: [], after: null, limit: 200 };
    expect((await reading.list(visitOf(north), asked)).items).toEqual([]);
    const counted = await database.dataSource.transaction((tx) => reading.tallies({ tx, scope: north }));
    expect(new Set(counted.map(({ locality }) => locality))).toEqual(new Set(['north']));
  });

  it('of ACCESS is shown every locality’s children there, and no flag of another board', async () => {
    const ids = await two();
    const found = await listed(member, null, ids);
    expect(found.map((flag) => [flag.childId, flag.board]).sort()).toEqual(
      ids.map((id) => [id, 'access']).sort(),
    );
    expect((await reading.ofChild(visitOf(member), ids[0])).map(({ board }) => board)).toEqual(['access']);
  });

  it('without a scope is shown nothing and counts nothing', async () => {
    const ids = await two();
    expect(await listed(emptyScope, null, ids)).toEqual([]);
    const looking = new Looking(database.dataSource, new Trail());
    const counted = await looking.at(visitOf(emptyScope), async (tx) => ({
      answer: await reading.tallies({ tx, scope: emptyScope }),
      looked: [],
    }));
    expect(counted).toEqual([]);
  });

  it('reads a rule’s words only where what they rest on is shared, as it stands today', async () => {
    const [mine] = await two();
    const words = async (scope: Scope) =>
      (await reading.ofChild(visitOf(scope), mine)).map(({ reason, key }) => `${key}: ${reason}`);
    expect(new Set(await words(north))).toEqual(new Set(['several-needs: Needs in three domains.']));
    expect(await words(member)).toEqual([`rule-not-shown: ${REASON_NOT_SHOWN}`]);
    const { id } = (await ofChild(mine)).find(({ board }) => board === 'locality') ?? { id: '' };
    await flags.move(ana, id, { to: 'flagged', version: 1 });
    await raise(
      cause(mine, { locality: 'north', facts: ['NR5/getting_worse', 'PCC/looked_after'] }),
      cause(mine, { locality: 'north', board: 'access', facts: [] }),
    );
    expect((await words(north)).sort()).toEqual([
      `rule-not-shown: ${REASON_NOT_SHOWN}`,
      'several-needs: Needs in three domains.',
    ]);
    expect((await ofChild(mine)).map(({ version }) => version).sort()).toEqual([1, 2]);
  });

  it('leaves a line of the trail that names every child on what was shown', async () => {
    const [mine] = await two();
    const from: { id: string }[] = await database.dataSource.query('SELECT max(id) AS id FROM trail');
    const shown = await reading.list(visitOf(north), {
      board: 'locality',
      locality: null,
      states: ['suggested'],
      after: null,
      limit: 200,
    });
    await reading.ofChild(visitOf(north), mine);
    const trail: { action: string; child_id: string | null; child_ids: string[]; act: string }[] =
      await database.dataSource.query(
        'SELECT action, act, child_id, child_ids FROM trail WHERE id > $1 ORDER BY id',
        [from[0]?.id],
      );
    expect(trail.map(({ action, act }) => [action, act])).toEqual([
      ['flags.viewed', 'view'],
      ['flags.viewed', 'view'],
    ]);
    expect(trail[0]?.child_ids.sort()).toEqual(
      [...new Set(shown.items.map(({ childId }) => childId))].sort(),
    );
    expect(trail[0]?.child_ids).toContain(mine);
    expect(trail[1]?.child_id).toBe(mine);
  });
});
