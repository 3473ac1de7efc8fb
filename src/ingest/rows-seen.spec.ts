import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowsSeen } from './rows-seen.js';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

describe('rows seen', () => {
  it('knows exactly the rows that came by, however many', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (rows) => {
        const seen = new RowsSeen();
        const known = new Set<string>();
        for (const row of rows) {
          expect(seen.add(digest(row))).toBe(!known.has(row));
          known.add(row);
        }
        expect(seen.size).toBe(known.size);
      }),
      { seed: 7701 },
    );
  });

  it('grows past its first size without forgetting', () => {
    const seen = new RowsSeen();
    for (let row = 0; row < 5000; row++) expect(seen.add(digest(`row ${row}`))).toBe(true);
    for (let row = 0; row < 5000; row++) expect(seen.add(digest(`row ${row}`))).toBe(false);
  });

  it('takes a digest that begins with zeros like any other', () => {
    const seen = new RowsSeen();
    const zeros = Buffer.alloc(32);
    expect(seen.add(zeros)).toBe(true);
    expect(seen.add(zeros)).toBe(false);
  });
});
