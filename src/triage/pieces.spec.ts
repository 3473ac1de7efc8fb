import { describe, expect, it } from '@jest/globals';
import { pieces } from './pieces.js';

describe('pieces of text', () => {
  it('are put together once for the same two words, and for no others', () => {
    let made = 0;
    const piece = pieces((a, b) => `${a}=${b} (${(made += 1)})`);
    expect([piece('a', 'b'), piece('ab', ''), piece('a', 'b'), piece('', 'ab'), piece('a', 'b')]).toEqual([
      'a=b (1)',
      'ab= (2)',
      'a=b (1)',
      '=ab (3)',
      'a=b (1)',
    ]);
  });

  it('never fill the memory, however many words come in, and are right all the same', () => {
    let made = 0;
    const piece = pieces((a, b) => {
      made += 1;
      return a + b;
    });
    for (let nth = 0; nth < 25_000; nth++) expect(piece('code', String(nth))).toBe(`code${nth}`);
    expect(piece('code', '24999')).toBe('code24999');
    expect(piece('code', '1')).toBe('code1');
    expect(made).toBe(25_001);
  });
});
