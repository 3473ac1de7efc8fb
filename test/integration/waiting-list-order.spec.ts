import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCursor, writeCursor } from '../../src/waiting-list/cursor.js';
import type { PlainDate } from '../../src/kernel/plain-date.js';
import { inOrder } from '../../src/waiting-list/order.js';
import type { PlacedReferral } from '../../src/waiting-list/placed-referral.js';
import type { QueueFilter } from '../../src/waiting-list/queue-filter.js';
import { wordsOf, wordsSought } from '../../src/waiting-list/search-words.js';
import { countedFrom } from '../../src/waiting-list/share.js';
import { WaitingListRepository } from '../../src/waiting-list/waiting-list.repository.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { dayAfter, manyPlaced, standOn, TODAY } from './waiting-list-fixture.js';

const COUNT = 3_000;
const SEED = 20261115;

describe('the order the database answers', () => {
  let database: FreshDatabase;
  let list: WaitingListRepository;
  let entries: PlacedReferral[];

  beforeAll(async () => {
    database = await freshDatabase();
    list = new WaitingListRepository(database.dataSource);
    entries = manyPlaced(COUNT, SEED);
    await standOn(database.dataSource, entries);
    await database.dataSource.transaction((tx) => list.put(tx, entries));
    await database.dataSource.query('ANALYZE waiting_list_entry');
  });
  afterAll(async () => database.drop());

  const wanted = (on: PlainDate, filter: QueueFilter): string[] => {
    const among = entries.filter(
      (entry) =>
        (filter.service === undefined || entry.service === filter.service) &&
        (filter.band === undefined || entry.band === filter.band) &&
        (filter.locality === undefined || entry.locality === filter.locality) &&
        (filter.words ?? []).every((word) =>
          wordsOf(entry.childName).some((candidate) => candidate.startsWith(word)),
        ),
    );
    const places = among.map((entry) => ({ ...entry, countedFrom: countedFrom(entry.segments) }));
    return inOrder(on, places).map((place) => place.referralId);
  };

  /** Every page, one after the other, by the cursor that a person would carry. */
  const paged = async (on: PlainDate, filter: QueueFilter, limit: number): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const page = await list.page({ on, filter, after, limit });
      ids.push(...page.map((entry) => entry.referralId));
      const last = page.at(-1);
      if (!last || page.length < limit) return ids;
      cursor = writeCursor({ ...last, on });
    }
  };

  const filters: [string, QueueFilter][] = [
    ['nothing', {}],
    ['a service', { service: 'mental_health' }],
    ['a band', { band: 'high' }],
    ['a locality', { locality: 'east' }],
    ['a service and a locality', { service: 'slt', locality: 'north' }],
    ['a service, a band and a locality', { service: 'slt', band: 'medium', locality: 'none' }],
    ['a name', { words: wordsSought('smi') ?? [] }],
    ['a name, a service and a band', { words: wordsSought('obrien') ?? [], service: 'slt', band: 'urgent' }],
    ['a locality nobody lives in', { locality: 'away' }],
  ];

  it.each(filters)(
    'is the one order, page by page, nobody twice and nobody missing, filtered by %s',
    async (_, filter) => {
      expect(await paged(TODAY, filter, 37)).toEqual(wanted(TODAY, filter));
    },
  );

  it.each([-400, -30, 1, 29, 400, 36_500])('is the one order as of %d days from today', async (days) => {
    const on = dayAfter(days);
    expect(await paged(on, {}, 100)).toEqual(wanted(on, {}));
    expect(await paged(on, { words: ['brien'] }, 100)).toEqual(wanted(on, { words: ['brien'] }));
  });

  it('goes on rightly after every single entry', async () => {
    const filter = { locality: 'south', service: 'neurodiversity' } as const;
    expect(await paged(TODAY, filter, 1)).toEqual(wanted(TODAY, filter));
    expect(await paged(TODAY, { words: ['nunez'], locality: 'south' }, 1)).toEqual(
      wanted(TODAY, { words: ['nunez'], locality: 'south' }),
    );
  });

  it('has all three tiers and ties in what was tried', () => {
    const places = inOrder(
      TODAY,
      entries.map((entry) => ({ ...entry, countedFrom: countedFrom(entry.segments) })),
    );
    const keys = places.map((place) => `${place.safeWaitDays} ${place.countedFrom}`);
    expect(new Set(keys).size).toBeLessThan(COUNT - 500);
    expect(places.filter((place) => place.actToday).length).toBeGreaterThan(50);
  });
});
