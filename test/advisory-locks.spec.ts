import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const src = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

describe('advisory locks', () => {
  it('have a number each: two that share one would wait for each other for ever', () => {
    const numbers = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/const \w+ = (7_701_\d{3});/g)])
      .map(([, number]) => number);
    expect(numbers.length).toBeGreaterThanOrEqual(5);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
