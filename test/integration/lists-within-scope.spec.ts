import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plainDate } from '../../src/kernel/plain-date.js';
import { emptyScope, type Scope } from '../../src/kernel/viewer.js';
import { beginAsViewer } from '../../src/platform/auth/scope-settings.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { storeFact, storeFamily, type StoredFamily } from '../support/families.js';

const LEFT = { open: false, closedOn: '2020-01-01', receivedOn: '2019-05-01' };
const SINCE = plainDate('2026-01-01');

/** Long lists are found by functions of their own; row-level security stands behind them and must say the same. */
describe('what a viewer sees of long lists', () => {
  let database: FreshDatabase;
  let children: string[];
  let families: StoredFamily[];

  beforeAll(async () => {
    database = await freshDatabase();
    const { dataSource } = database;
    families = [
      await storeFamily(dataSource),
      await storeFamily(dataSource, { entries: [{}, { provider: 'RK9', service: 'neurodiversity' }] }),
      await storeFamily(dataSource, { entries: [{ provider: 'RK9', service: 'community_paediatrics' }] }),
      await storeFamily(dataSource, { restricted: true, entries: [{ open: false }] }),
      await storeFamily(dataSource, { entries: [{ service: 'mental_health' }] }),
      // Left long ago; left long ago, and on another list now; left long ago, and back; left of late.
      await storeFamily(dataSource, { entries: [LEFT] }),
      await storeFamily(dataSource, { entries: [LEFT, { provider: 'RK9', service: 'neurodiversity' }] }),
      await storeFamily(dataSource, { entries: [LEFT, {}] }),
      await storeFamily(dataSource, { entries: [{ open: false, closedOn: '2026-01-02' }] }),
      // Restricted by what a list reports, and by what an organisation says.
      await storeFamily(dataSource, { entries: [{ record: { contact_restriction: 'R' } }] }),
      await storeFamily(dataSource),
    ];
    await storeFact(dataSource, families[10]?.childId ?? '', 'child_protection_plan', 'yes');
    children = families.map(({ childId }) => childId);
    for (const [index, locality] of [
      'north',
      'north',
      'south',
      'none',
      'away',
      'north',
      'north',
      'south',
      'north',
    ].entries())
      await dataSource.query('UPDATE child SET locality = $2 WHERE id = $1', [children[index], locality]);
    for (const [index, board, locality, state] of [
      [1, 'access', 'north', 'flagged'],
      [2, 'access', 'south', 'suggested'],
      [2, 'locality', 'south', 'declined'],
      [4, 'locality', 'away', 'flagged'],
      [5, 'access', 'north', 'flagged'],
    ] as const)
      await dataSource.query(
        `INSERT INTO flag (child_id, board, locality, key, source, reason, state, raised_by, moved_by, moved_reason)
         VALUES ($1, $2, $3, 'k', 'rule', 'Why', $4, 'rules', 'rules', 'Because')`,
        [children[index], board, locality, state],
      );
    for (const { childId, referralIds } of families) {
      for (const [kind, owner, referral, child, list] of [
        ['safety_not_asked', 'triage clinician', referralIds[0], childId, null],
        ['message_held', 'list office', referralIds.at(-1), childId, null],
        ['not_decided', 'service operator', null, childId, null],
        ['record_opened', 'privacy officer', null, childId, null],
        ['first_census', 'list office', null, null, 'RK9/neurodiversity'],
        ['message_settings', 'service owner', null, null, null],
      ] as const)
        await dataSource.query(
          `INSERT INTO task (kind, key, owner_role, referral_id, child_id, title, detail)
           VALUES ($1, $2, $3, $4, $5, 'To do', jsonb_strip_nulls(jsonb_build_object('list', $6::text)))`,
          [kind, randomUUID(), owner, referral, child, list],
        );
      await dataSource.query(
        `INSERT INTO task (kind, key, owner_role, referral_id, child_id, title, state, escalated_at)
         VALUES ('act_today', $1, 'duty manager', $2, $3, 'Act today', 'escalated', now())`,
        [randomUUID(), referralIds[0], childId],
      );
      await dataSource.query(
        `INSERT INTO task (kind, key, owner_role, for_organisations, title)
         VALUES ('record_opening_locked', $1, 'privacy officer', '{RK9}', 'Somebody was locked out')`,
        [randomUUID()],
      );
      const id = randomUUID();
      await dataSource.query(
        `INSERT INTO message (id, child_id, referral_ids, kind, due_on, state, hold_reasons, template, template_version, channel, planned_by, planned_at)
         VALUES ($1, $2, $3, 'update', '2026-11-22', 'held', '{language}', 'update', '1', 'email', 'test', now())`,
        [id, childId, referralIds],
      );
      await dataSource.query(
        `INSERT INTO recorded_message (message_id, recorded_at, recipient_name, recipient_address, subject, body)
         VALUES ($1, now(), 'Somebody', 'a@example.org', 'About', 'Dear')`,
        [id],
      );
    }
  });
  afterAll(() => database.drop());

  const scopes = (): [string, Scope][] => [
    ['nobody', emptyScope],
    ['one provider', { ...emptyScope, providers: ['NR5'], services: ['*'], localities: ['*'] }],
    [
      'one provider, and what was closed of late',
      { ...emptyScope, providers: ['NR5'], services: ['*'], localities: ['*'], closedSince: SINCE },
    ],
    [
      'one locality, and what was closed of late, and others by agreement',
      {
        ...emptyScope,
        providers: ['NR5'],
        services: ['slt'],
        localities: ['north'],
        closedSince: SINCE,
        alsoFrom: ['NR5', 'RK9'],
      },
    ],
    [
      'one provider, and a flag on whoever left it',
      { ...emptyScope, providers: ['NR5'], services: ['*'], localities: ['*'], boards: ['access'] },
    ],
    ['one service', { ...emptyScope, providers: ['NR5'], services: ['slt'], localities: ['*'] }],
    [
      'one locality, and others by agreement',
      {
        ...emptyScope,
        providers: ['NR5', 'RK9'],
        services: ['*'],
        localities: ['north'],
        alsoFrom: ['RK9'],
        boards: ['locality', 'access'],
      },
    ],
    [
      'own lists, and others by agreement',
      { ...emptyScope, providers: ['NR5'], services: ['slt'], localities: ['*'], alsoFrom: ['*'] },
    ],
    ['ACCESS', { ...emptyScope, boards: ['access'], alsoFrom: ['RK9'] }],
    ['ACCESS of all', { ...emptyScope, boards: ['access'], alsoFrom: ['*'] }],
    [
      'locality meetings',
      { ...emptyScope, boards: ['locality'], localities: ['away', 'south'], alsoFrom: ['*'] },
    ],
    ['an opened record', { ...emptyScope, opened: [children[3] ?? ''], alsoFrom: ['NR5'] }],
    ['privacy of nobody', { ...emptyScope, tasksOf: ['privacy officer'] }],
    ['privacy', { ...emptyScope, tasksOf: ['privacy officer'], tasksFor: ['NR5'] }],
    ['privacy elsewhere', { ...emptyScope, tasksOf: ['privacy officer'], tasksFor: ['RK9'] }],
    ['what escalated at one provider', { ...emptyScope, escalatedFrom: ['RK9'], alsoFrom: ['RK9'] }],
    [
      'one service, and what escalated',
      {
        ...emptyScope,
        providers: ['NR5'],
        services: ['slt'],
        localities: ['north'],
        alsoFrom: ['NR5'],
        escalatedFrom: ['*'],
      },
    ],
    [
      'everything',
      {
        ...emptyScope,
        providers: ['*'],
        services: ['*'],
        localities: ['*'],
        alsoFrom: ['*'],
        tasksOf: ['privacy officer', 'service owner'],
        tasksFor: ['NR5', 'RK9'],
        escalatedFrom: ['*'],
      },
    ],
  ];

  const idsOf = async (scope: Scope, query: string): Promise<string[]> => {
    const runner = database.dataSource.createQueryRunner();
    try {
      await runner.query(beginAsViewer(scope));
      const rows: { id: string }[] = await runner.query(query);
      return rows.map(({ id }) => id).sort();
    } finally {
      await runner.query('ROLLBACK');
      await runner.release();
    }
  };

  it.each([
    [
      'children',
      // Beside them ACCESS knows by name, for a while, whose flag it declined (access_declined_lately): on no list.
      'SELECT viewer_children() AS id',
      'SELECT id FROM child WHERE viewer_sees_child(id)',
    ],
    // And what escalated, which its task leads to.
    [
      'referrals',
      'SELECT viewer_referrals() AS id',
      'SELECT id FROM referral WHERE viewer_sees_referral(id)',
    ],
    ['tasks', 'SELECT id FROM viewer_open_tasks()', `SELECT id FROM task WHERE state <> 'done'`],
    ['messages', 'SELECT id FROM viewer_messages()', 'SELECT id FROM message'],
  ])('are the same %s that row-level security lets through', async (_what, listed, secured) => {
    const sizes = new Set<number>();
    for (const [name, scope] of scopes()) {
      const found = await idsOf(scope, secured);
      expect([name, await idsOf(scope, listed)]).toEqual([name, found]);
      sizes.add(found.length);
    }
    expect(sizes.size).toBeGreaterThan(2);
  });

  it.each([
    ['children', 'SELECT child_id AS id FROM referral WHERE id = ANY ($1)', 'viewer_children() AS id'],
    ['referrals', 'SELECT unnest($1::uuid[]) AS id', 'viewer_referrals() AS id'],
  ])('are of the %s that left a list long ago those alone who are there again', async (_what, of, listed) => {
    const [, , , , , left, elsewhere, back, lately] = families;
    const first = (family?: StoredFamily): string => family?.referralIds[0] ?? '';
    const old = [left, elsewhere, back, lately].map(first);
    const idOf = new Map<string, string>();
    for (const one of old) {
      const [row]: { id: string }[] = await database.dataSource.query(of, [[one]]);
      idOf.set(row?.id ?? '', one);
    }
    const among = async (scope: Scope): Promise<string[]> =>
      (await idsOf(scope, `SELECT ${listed}`)).flatMap((id) => idOf.get(id) ?? []).sort();
    const own: Scope = { ...emptyScope, providers: ['NR5'], services: ['*'], localities: ['*'] };
    expect(await among(own)).toEqual([first(back)]);
    expect(await among({ ...own, closedSince: SINCE })).toEqual([first(back), first(lately)].sort());
  });

  it('are of what was sent those about children who are not restricted', async () => {
    for (const [name, scope] of scopes()) {
      const secured = await idsOf(
        scope,
        `SELECT message_id AS id FROM recorded_message JOIN message ON message.id = message_id
         JOIN child ON child.id = child_id WHERE NOT child_is_restricted(child.id)`,
      );
      expect([name, await idsOf(scope, 'SELECT message_id AS id FROM viewer_recorded_messages()')]).toEqual([
        name,
        secured,
      ]);
    }
  });
});
