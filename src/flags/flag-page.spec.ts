import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCursor, writeCursor } from './flag-page.js';

const place = { raisedAt: '2026-11-15T09:30:00.123456Z', id: '0b8f6f3e-7c1a-4f0e-9d8a-111111111111' };

describe('a cursor', () => {
  it('reads back as the place it was written from', () => {
    expect(readCursor(writeCursor(place))).toEqual(place);
  });

  it('is refused when it is anything else', () => {
    for (const text of ['', '_', place.raisedAt, place.id, `2026-02-30T09:30:00.123456Z_${place.id}`])
      expect(readCursor(text)).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), (text) => readCursor(text) === undefined),
      { seed: 3, numRuns: 300 },
    );
  });
});
