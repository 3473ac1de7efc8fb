import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asPrefixQuery, wordsOf, wordsSought } from './search-words.js';

const finds = (typed: string, name: string): boolean =>
  (wordsSought(typed) ?? ['nothing sought']).every((word) => wordsOf(name).some((of) => of.startsWith(word)));

describe('a search', () => {
  it.each([
    ['nunez', 'Ana Núñez'],
    ['NÚÑ', 'Ana Nunez'],
    ['obrien', "Seán O'Brien"],
    ["o'brien", 'Sean O’Brien'],
    ['brien', "Seán O'Brien"],
    ['smith jones', 'Łucja Smith-Jones'],
    ['smith-jones', 'Lucja Smith Jones'],
    ['lucja', 'Łucja Smith-Jones'],
    ['jones luc', 'Łucja Smith-Jones'],
    ['strass', 'Max Straße'],
  ])('for %p finds %p', (typed, name) => expect(finds(typed, name)).toBe(true));

  it.each([
    ['mith', 'Amy Smith'],
    ['amy jones', 'Amy Smith'],
  ])('for %p does not find %p', (typed, name) => expect(finds(typed, name)).toBe(false));

  it('takes an NHS number with spaces as one', () => {
    expect(wordsSought('999 123 4567')).toEqual(['9991234567']);
    expect(wordsSought('9991234567')).toEqual(['9991234567']);
  });

  it('of less than two letters or digits is none', () => {
    for (const text of ['', ' ', 'a', '-', "' :*", '1']) expect(wordsSought(text)).toBeUndefined();
  });

  it('can never say more to the database than words to begin with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const words = wordsSought(text);
        fc.pre(words !== undefined);
        expect(asPrefixQuery(words ?? [])).toMatch(/^('[\p{L}\p{N}]+':\*)( & '[\p{L}\p{N}]+':\*)*$/u);
      }),
      { seed: 10, numRuns: 1000 },
    );
  });

  it('finds every name by any beginning of any of its words', () => {
    const word = fc.stringMatching(/^[A-Za-zÀ-ÿ][a-zà-ÿ'-]{1,10}$/);
    fc.assert(
      fc.property(word, word, fc.nat(10), (given, family, cut) => {
        const typed = family.slice(0, cut + 2);
        fc.pre(wordsSought(typed) !== undefined);
        expect(finds(typed, `${given} ${family}`)).toBe(true);
      }),
      { seed: 11, numRuns: 1000 },
    );
  });
});
