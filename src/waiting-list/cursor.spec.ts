import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromEpochDay, plainDate } from '../kernel/plain-date.js';
import { type Position, readCursor, writeCursor } from './cursor.js';
import { tiers } from './order.js';

const position: fc.Arbitrary<Position> = fc.record({
  on: fc.integer({ min: -20_000, max: 40_000 }).map(fromEpochDay),
  tier: fc.constantFrom(...tiers),
  bandRank: fc.nat(20),
  safeWaitDays: fc.integer({ min: 1, max: 10_000 }),
  countedFrom: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  waitingSince: fc.integer({ min: 0, max: 40_000 }).map(fromEpochDay),
  referralId: fc.uuid(),
});

describe('a cursor', () => {
  it('carries the day and the exact key there and back', () => {
    fc.assert(
      fc.property(position, (given) => {
        expect(readCursor(writeCursor(given))).toEqual(given);
        expect(writeCursor(given)).toMatch(/^[A-Za-z0-9_-]{1,200}$/);
      }),
      { seed: 8 },
    );
  });

  it('that was cut, lengthened or changed into something else is not one', () => {
    const text = writeCursor({
      on: plainDate('2026-11-15'),
      tier: 'by_share',
      bandRank: 3,
      safeWaitDays: 126,
      countedFrom: 20_000n * 10n ** 9n,
      waitingSince: plainDate('2026-01-02'),
      referralId: '1b4e28ba-2fa1-5d2a-883f-0016d3cca427',
    });
    expect(readCursor(text)).toBeDefined();
    for (let end = 0; end < text.length; end++) expect(readCursor(text.slice(0, end))).toBeUndefined();
    expect(readCursor(`${text}A`)).toBeUndefined();
    expect(readCursor(`${text}=`)).toBeUndefined();
    expect(readCursor(` ${text}`)).toBeUndefined();
    const written = (words: string): string => Buffer.from(words).toString('base64url');
    const id = '1b4e28ba-2fa1-5d2a-883f-0016d3cca427';
    for (const words of [
      `1,2026-02-30,2,3,126,5,2026-01-02,${id}`,
      `1,2026-11-15,3,3,126,5,2026-01-02,${id}`,
      `1,2026-11-15,2,3,0,5,2026-01-02,${id}`,
      `1,2026-11-15,2,3,10001,5,2026-01-02,${id}`,
      `1,2026-11-15,2,3,126,05,2026-01-02,${id}`,
      `1,2026-11-15,2,3,126,5,2026-01-02,1b4e28ba-2fa1-5d2a-883f-0016d3cca42`,
      `2,2026-11-15,2,3,126,5,2026-01-02,${id}`,
      `1,2026-11-15,2,3,126,5,2026-01-02,${id}' OR true --`,
    ])
      expect(readCursor(written(words))).toBeUndefined();
  });

  it('may be any text at all without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readCursor(text)).toBeUndefined();
      }),
      { seed: 9 },
    );
  });
});
