import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFactValue } from './check-fact.js';
import { factDefinition, vocabulary } from './vocabulary.js';

const designed = join(process.cwd(), '..', 'shared', 'design', 'facts.csv');

describe('the vocabulary', () => {
  it('has every code once', () => {
    expect(new Set(vocabulary.map(({ code }) => code)).size).toBe(vocabulary.length);
  });

  it('gives every fact a meaning for clinicians and one for families', () => {
    for (const { meaning } of vocabulary) {
      expect(meaning.clinician).toMatch(/^\S.*\S$/);
      expect(meaning.family).toMatch(/^(if|how|what|when) .*[^.]$/);
    }
  });

  it('knows no code by the name of an object property', () => {
    expect(factDefinition('toString')).toBeUndefined();
    expect(factDefinition('__proto__')).toBeUndefined();
  });

  if (existsSync(designed))
    it('says of every code what the design says (facts.csv)', () => {
      const [, ...lines] = readFileSync(designed, 'utf8').trimEnd().split('\n');
      const designedLines = lines.map((line) => line.split(',').slice(0, 7).join(','));
      const ours = vocabulary.map(
        ({ code, subject, type, range, values, concern, domain, reassuringForDays }) =>
          [
            code,
            subject,
            type,
            range?.join('..') ?? values?.join(';') ?? '',
            concern,
            domain ?? '',
            reassuringForDays,
          ].join(','),
      );
      expect(ours).toEqual(designedLines);
    });
  else process.stderr.write(`The vocabulary was not compared with the design: there is no ${designed}.\n`);
});

describe('a fact value', () => {
  const check = (code: string, value: string): boolean => {
    const definition = factDefinition(code);
    if (!definition) throw new Error(code);
    return checkFactValue(definition, value);
  };

  it.each([
    ['getting_worse', 'yes', true],
    ['getting_worse', 'no', true],
    ['getting_worse', 'Yes', false],
    ['getting_worse', 'Y', false],
    ['getting_worse', 'unknown', true],
    ['getting_worse', '', false],
    ['getting_worse', ' unknown', false],
    ['single_words', '0', true],
    ['single_words', '2000', true],
    ['single_words', '2001', false],
    ['single_words', '-1', false],
    ['single_words', '+1', false],
    ['single_words', '1.0', false],
    ['single_words', '1e2', false],
    ['single_words', '012', false],
    ['single_words', ' 12', false],
    ['single_words', 'unknown', true],
    ['single_words', '', false],
    ['school_sessions_possible', '0', false],
    ['functional_impact', '4', true],
    ['functional_impact', '5', false],
    ['suicidal_ideation', 'current_no_plan', true],
    ['suicidal_ideation', 'current', false],
    ['suicidal_ideation', 'None', false],
    ['short_break_review_due_on', '2026-02-28', true],
    ['short_break_review_due_on', '2026-02-30', false],
    ['short_break_review_due_on', '28/02/2026', false],
    ['short_break_review_due_on', 'unknown', true],
  ])('of %s may be %j: %s', (code, value, allowed) => {
    expect(check(code, value)).toBe(allowed);
  });
});
