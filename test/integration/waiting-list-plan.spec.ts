import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queuePage, type PageAsked } from '../../src/waiting-list/queue-query.js';
import { wordsSought } from '../../src/waiting-list/search-words.js';
import { WaitingListRepository } from '../../src/waiting-list/waiting-list.repository.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { manyEntries, tidiedUp } from '../../bench/support/many-entries.js';
import { TODAY } from './waiting-list-fixture.js';

const COUNT = 100_000;
const LIMIT = 26;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe('a page of a hundred thousand open referrals', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await manyEntries(database.dataSource, COUNT);
    await database.dataSource.query('ANALYZE waiting_list_entry');
  }, 180_000);
  afterAll(async () => database.drop());

  /** Every node that reads entries, as it really ran. */
  const reads = async (asked: PageAsked): Promise<PlanNode[]> => {
    const { text, values } = queuePage(asked);
    const [row] = await database.dataSource.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    const all = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(all)];
    return all(row['QUERY PLAN'][0].Plan).filter(
      (node) => node['Relation Name'] === 'waiting_list_entry' || node['Node Type'] === 'Bitmap Index Scan',
    );
  };
  const touched = (nodes: readonly PlanNode[]): number =>
    nodes.reduce(
      (sum, node) =>
        sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    );
  const first = { on: TODAY, after: undefined, limit: LIMIT };

  const expectRanges = (nodes: readonly PlanNode[], index: string): void => {
    const ranges = nodes.filter((node) => node['Index Name'] !== 'waiting_list_entry_act_today');
    expect(ranges.length).toBeGreaterThan(0);
    for (const node of ranges) {
      expect(node['Node Type']).toMatch(/^Index (Only )?Scan$/);
      expect(node['Index Name']).toBe(index);
      expect(node['Index Cond']).toContain('order_group');
    }
    // Two ranges a group of at most 26 rows, and there are at most 16 groups; act today adds a few filtered rows.
    expect(touched(nodes)).toBeLessThan(2 * 16 * LIMIT + 1_500);
  };

  const filters = [
    ['nothing', {}, 'waiting_list_entry_order'],
    ['a band', { band: 'high' }, 'waiting_list_entry_order'],
    ['a service', { service: 'slt' }, 'waiting_list_entry_list_order'],
    ['a locality', { locality: 'west' }, 'waiting_list_entry_locality_order'],
    ['a locality and a service', { locality: 'north', service: 'slt' }, 'waiting_list_entry_locality_order'],
  ] as const;

  it('is a few short ranges of one index even before anything has been tidied up', async () => {
    expectRanges(await reads({ ...first, filter: {} }), 'waiting_list_entry_order');
    await tidiedUp(database.dataSource);
  });

  it.each(filters)('is a few short ranges of one index, filtered by %s', async (_, filter, index) => {
    expectRanges(await reads({ ...first, filter }), index);
  });

  it('reads a small locality of one service by its index, ordered or gathered and sorted', async () => {
    const nodes = await reads({ ...first, filter: { locality: 'away', service: 'slt' } });
    const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
    expect(new Set(indexes)).toEqual(
      new Set(['waiting_list_entry_act_today', 'waiting_list_entry_locality_order']),
    );
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(touched(nodes)).toBeLessThan(COUNT / 20);
  });

  it('is that far down the list too', async () => {
    const list = new WaitingListRepository(database.dataSource);
    const entries = await list.page({ ...first, filter: { band: 'medium' }, limit: 2_000 });
    const last = entries.at(-1);
    const after = last && { ...last, on: TODAY };
    expect(after?.tier).toBe('by_share');
    const nodes = await reads({ ...first, filter: {}, after });
    expectRanges(nodes, 'waiting_list_entry_order');
    for (const node of nodes) expect(node['Index Cond']).toContain('ROW(');
  });

  it('finds a few by name through the search index, not by looking at everybody', async () => {
    const nodes = await reads({ ...first, filter: { words: wordsSought('zoe drake12') ?? [] } });
    expect(nodes.map((node) => node['Index Name'])).toContain('waiting_list_entry_search');
    expect(touched(nodes)).toBeLessThan(COUNT / 20);
  });
});
