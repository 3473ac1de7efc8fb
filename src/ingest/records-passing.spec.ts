import { describe, expect, it } from '@jest/globals';
import { SourceRegistry } from '../referrals/sources/source.registry.js';
import { type Header, readHeader, referralColumns } from './header.js';
import { RecordsPassing } from './records-passing.js';

const [mapping] = new SourceRegistry().all;
if (!mapping) throw new Error('no mapping is shipped');
const header = ((): Header => {
  const read = readHeader(referralColumns);
  if (!read.ok) throw new Error('the columns are not a header');
  return read.value;
})();
const created = (at: string): string[] =>
  referralColumns.map((column) => (column === 'EXTRACT_CREATED_DATETIME' ? at : ''));

/** Records that count how many were asked for. */
function counted(rows: readonly (readonly string[])[]) {
  const asked = { rows: 0, closed: false };
  async function* records(): AsyncGenerator<readonly string[]> {
    try {
      for (const row of rows) {
        asked.rows++;
        yield await Promise.resolve(row);
      }
    } finally {
      asked.closed = true;
    }
  }
  return { asked, passing: new RecordsPassing(records(), true) };
}
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const got: T[] = [];
  for await (const item of items) got.push(item);
  return got;
};

describe('records that pass', () => {
  it('are looked at ahead, and handed out all the same, each once and in order', async () => {
    const { passing } = counted([['head'], ['a'], ['b'], ['c']]);
    expect(await passing.first()).toEqual(['head']);
    expect(await passing.lookFor(([cell]) => (cell === 'b' ? 'found' : null))).toEqual({
      found: 'found',
      first: ['a'],
    });
    expect(await all(passing.rows(header, null))).toEqual([['a'], ['b'], ['c']]);
  });

  it.each([
    ['rows', ['x'], 20_000, 5_000],
    ['characters', ['x'.repeat(60_000)], 2_000, 134],
  ])('are looked at so far and no further, by their %s', async (_by, row, rows, most) => {
    const { passing, asked } = counted(Array.from({ length: rows }, () => row));
    expect(await passing.lookFor(() => null)).toEqual({ found: null, first: row });
    expect(asked.rows).toBe(most);
  });

  it('that are refused let go of what they come from', async () => {
    const { passing, asked } = counted([['head'], ['a']]);
    await passing.first();
    await passing.close();
    await passing.close();
    expect(asked).toEqual({ rows: 1, closed: true });
  });

  it('tell when the extract was made, by the first that is an instant', async () => {
    const rows = ['yesterday', '2026-11-31T10:00:00Z', '2026-11-15T22:10:00+01:00', '2026-11-16T00:00:00Z'];
    const { passing } = counted(rows.map(created));
    await all(passing.rows(header, mapping));
    expect(passing.createdAt).toBe('2026-11-15T21:10:00.000Z');
  });

  it('have the hash of their cells, looked at ahead or not', async () => {
    const hashes = await Promise.all(
      [true, false].map(async (ahead) => {
        const { passing } = counted([['a', 'b'], ['c']]);
        if (ahead) await passing.lookFor(() => null);
        await all(passing.rows(header, null));
        return passing.sha256();
      }),
    );
    expect(new Set(hashes).size).toBe(1);
  });
});
