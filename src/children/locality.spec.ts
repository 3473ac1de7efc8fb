import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIVING_AWAY, NO_LOCALITY, isLocality, localities, localityOf, localityTitle } from './locality.js';

describe('a child belongs to the locality of the postcode district', () => {
  it.each([
    ['PL1 2EH', 'south'],
    ['PL2 9SW', 'west'],
    ['PL3 6LT', 'south'],
    ['PL4 4BQ', 'south'],
    ['PL5 1AA', 'west'],
    ['PL6 2EH', 'north'],
    ['PL7 1BQ', 'east'],
    ['PL8 1AB', 'east'],
    ['PL9 5DX', 'east'],
  ])('%s is %s', (postcode, locality) => {
    expect(localityOf(postcode)).toBe(locality);
  });

  it('reads a postcode however it is spaced or cased', () => {
    expect(localityOf('pl12eh')).toBe('south');
    expect(localityOf(' PL6  2eh ')).toBe('north');
    expect(localityOf('PL9')).toBe('east');
  });

  it('takes PL11 and PL12 for Cornwall, not for PL1', () => {
    expect(localityOf('PL11 2AB')).toBe(LIVING_AWAY);
    expect(localityOf('PL12 4RA')).toBe(LIVING_AWAY);
    expect(localityOf('EX4 4QJ')).toBe(LIVING_AWAY);
  });

  it('puts a child without a readable postcode on the board for no locality', () => {
    for (const postcode of [null, '', '   ', 'unknown', 'PL', '4BQ', 'ZZ99 3VZ', 'PL4 4BQ4'])
      expect(localityOf(postcode)).toBe(NO_LOCALITY);
  });

  it('lets a home at a distance outrank the family address', () => {
    expect(localityOf('PL4 4BQ', true)).toBe(LIVING_AWAY);
    expect(localityOf(null, true)).toBe(LIVING_AWAY);
    expect(localityOf('PL4 4BQ', false)).toBe('south');
  });

  it('answers a listed locality for any text at all', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.boolean(), (postcode, away) =>
        isLocality(localityOf(postcode, away)),
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('the localities', () => {
  it('name each postcode district from PL1 to PL9 exactly once', () => {
    const districts = localities.flatMap((locality) => locality.districts);
    expect([...districts].sort()).toEqual(Array.from({ length: 9 }, (_, i) => `PL${i + 1}`));
  });

  it('have a title each, and none for an unknown id', () => {
    expect(localities.map((locality) => localityTitle(locality.id))).toEqual(
      localities.map((locality) => locality.title),
    );
    expect(() => localityTitle('atlantis')).toThrow('no such locality: atlantis');
  });
});
