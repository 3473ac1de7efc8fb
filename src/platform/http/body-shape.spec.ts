import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEEPEST, faultOfJson } from './body-shape.js';

const nested = (levels: number): string => `${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`;

describe('the shape of what is sent', () => {
  it('may be nested as deep as is said, and no deeper', () => {
    expect(faultOfJson(nested(DEEPEST))).toBeNull();
    expect(faultOfJson(nested(DEEPEST + 2))).toBe('It is nested deeper than 20 levels.');
    expect(faultOfJson('['.repeat(DEEPEST))).toBeNull();
    expect(faultOfJson('['.repeat(130_000))).toContain('deeper than 20');
  });

  it('is told from brackets, not from what stands between quotes', () => {
    expect(faultOfJson(JSON.stringify({ a: '['.repeat(50), ['"{'.repeat(30)]: '\\' }))).toBeNull();
  });

  it.each(['__proto__', 'constructor', 'prototype'])('has no field called %s, at any level', (name) => {
    const sentence = `A field may not be called ${name}.`;
    expect(faultOfJson(`{"${name}":1}`)).toBe(sentence);
    expect(faultOfJson(`[{"a":{"${name}" \n: {}}}]`)).toBe(sentence);
    expect(faultOfJson(`{"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}":1}`)).toBe(sentence);
    expect(faultOfJson(`{"a":"${name}","b":["${name}"]}`)).toBeNull();
  });

  it('names each field of an object once, however it is written', () => {
    expect(faultOfJson('{"band":"low","band":"high"}')).toContain('there twice');
    expect(faultOfJson('{"band":"low","b\\u0061nd":"high"}')).toContain('there twice');
    expect(faultOfJson('{"a":{"b":1},"c":{"b":1},"d":[{"b":1},{"b":2}]}')).toBeNull();
  });

  it('of anything that JSON can say without those is no fault, and of any text at all is told without failing', () => {
    const plain = fc.jsonValue({ maxDepth: 8 }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(plain, (text) => {
        expect(faultOfJson(text)).toBe(
          /"(__proto__|constructor|prototype)":/.test(text) ? expect.any(String) : null,
        );
      }),
      { seed: 7701, numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\ua1 \n') }), (text) => {
        const fault = faultOfJson(text);
        expect(fault === null || /^[A-Z].*\.$/.test(fault)).toBe(true);
      }),
      { seed: 7701, numRuns: 2000 },
    );
  });
});
