import { describe, expect, it } from '@jest/globals';
import { smallSet } from '../../test/support/rule-sets.js';
import { parseRuleSet } from './parse-rule-set.js';

type Protected = readonly [band: string, fromSharePercent: number];

function said(points: readonly Protected[], keptSlotsPercent = 0): string[] {
  const protectedBands = points.map(([band, fromSharePercent]) => ({ band, fromSharePercent }));
  const parsed = parseRuleSet(
    JSON.stringify(smallSet({ orderPolicy: { protectedBands, keptSlotsPercent } })),
  );
  return parsed.ok ? [] : parsed.faults.map(({ at, message }) => `${at}: ${message}`);
}

describe('an order policy', () => {
  it('may protect nobody, everybody, or the most urgent bands, each no earlier than the one above', () => {
    expect(said([])).toEqual([]);
    expect(said(['urgent', 'high', 'medium', 'routine'].map((band) => [band, 0]))).toEqual([]);
    expect(
      said([
        ['high', 25],
        ['urgent', 0],
      ]),
    ).toEqual([]);
    expect(
      said([
        ['urgent', 99],
        ['high', 99],
      ]),
    ).toEqual([]);
  });

  it('may not protect a less urgent band from an earlier share than a more urgent one', () => {
    expect(
      said([
        ['urgent', 50],
        ['medium', 0],
        ['high', 50],
      ]),
    ).toEqual([
      'orderPolicy.protectedBands: protects medium from 0% and urgent, which is more urgent, only from 50%: protect urgent no later than medium',
      'orderPolicy.protectedBands: protects medium from 0% and high, which is more urgent, only from 50%: protect high no later than medium',
    ]);
  });

  it('may not leave out a more urgent band', () => {
    expect(
      said([
        ['urgent', 0],
        ['medium', 25],
      ]),
    ).toEqual([
      'orderPolicy.protectedBands: protects medium and not high, which is more urgent: protect high too, or neither',
    ]);
  });

  it('may not begin to protect when the safe wait has passed', () => {
    expect(said([['urgent', 100]])).toEqual([
      'orderPolicy.protectedBands: protects urgent from 100%, when its safe wait has passed: protect it from less than 100%',
    ]);
  });

  it('names a band twice, and one that is none', () => {
    expect(
      said([
        ['urgent', 0],
        ['urgent', 5],
      ]),
    ).toEqual([expect.stringMatching(/has urgent twice/)]);
    expect(said([['red', 0]])).toEqual([expect.stringMatching(/red is not a band of the set/)]);
  });

  it('keeps no slots in a set that decides, since the queue cannot show for whom', () => {
    const cannot =
      'orderPolicy.keptSlotsPercent: must be 0: the queue cannot yet show for whom a slot is kept, so nobody would keep it';
    expect(said([['urgent', 0]], 50)).toEqual([cannot]);
    expect(said([['urgent', 0]], 100)).toEqual([expect.stringMatching(/no band would be protected/), cannot]);
    expect(said([], 20)).toEqual([expect.stringMatching(/although no band is protected/), cannot]);
  });
});
