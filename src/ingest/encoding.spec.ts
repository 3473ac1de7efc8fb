import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Utf8Check } from './encoding.js';

/** The first fault in bytes that come in pieces of `size`. */
function faultIn(bytes: Uint8Array, size = bytes.length || 1): string | null {
  const check = new Utf8Check();
  for (let at = 0; at < bytes.length; at += size) {
    const fault = check.chunk(bytes.subarray(at, at + size));
    if (fault !== null) return fault;
  }
  return check.end();
}

describe('the bytes of a file', () => {
  it('are taken for UTF-8 exactly where they are, however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (bytes, size) => {
        const text = Buffer.from(bytes).toString('utf8');
        const isText = Buffer.from(text, 'utf8').equals(Buffer.from(bytes)) && !bytes.includes(0);
        const signed = faultIn(bytes, size)?.startsWith('it is ') === true;
        expect(faultIn(bytes, size) === null).toBe(isText);
        expect(signed).toBe(!isText);
      }),
      { seed: 7701, numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 5 }), (text, size) => {
        expect(faultIn(Buffer.from(text, 'utf8'), size)).toBe(
          text.includes('\0') ? expect.stringContaining('NUL') : null,
        );
      }),
      { seed: 7701 },
    );
  });

  it.each<[string, readonly number[], string]>([
    ['UTF-16 of either kind', [0xff, 0xfe, 0x57, 0], 'UTF-16'],
    ['UTF-16 of either kind', [0xfe, 0xff, 0, 0x57], 'UTF-16'],
    ['a workbook', [0x50, 0x4b, 3, 4, 0, 0], 'workbook'],
    ['a PDF', [...Buffer.from('%PDF-1.7')], 'PDF'],
    ['a compressed file', [0x1f, 0x8b, 8, 0], 'compressed'],
    ['a NUL byte, with its line', [...Buffer.from('a\nb\nc\0d')], 'line 3'],
    ['Windows-1252, with its line', [...Buffer.from('a,b\nc,d\n'), 0x42, 0x6a, 0xf6, 0x72, 0x6e], 'line 3'],
    ['a character cut off at the end', [...Buffer.from('a\nb'), 0xc3], 'line 2'],
  ])('are refused for %s', (_title, bytes, words) => {
    for (const size of [1, 3, 1000])
      if (size >= 4 || !['UTF-16', 'workbook', 'PDF', 'compressed'].includes(words))
        expect(faultIn(Uint8Array.from(bytes), size)).toContain(words);
  });
});
