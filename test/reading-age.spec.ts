import { describe, expect, it } from '@jest/globals';
import { vocabulary } from '../src/facts/vocabulary.js';
import { loadRules } from '../src/rule-sets/load-rules.js';
import { nameOf } from '../src/rule-sets/manifest.js';
import { readRules, rulesDirectory } from '../src/rule-sets/rules.reader.js';
import { readingGrade } from './support/reading-grade.js';

/** The sixth grade: what most children of eleven read. */
const ELEVEN = 6;
const tooHard = (texts: readonly string[]): string[] => texts.filter((text) => readingGrade([text]) > ELEVEN);

const { manifest, files } = readRules(rulesDirectory());
const loaded = loadRules(manifest, files);
const sets = loaded.ok ? loaded.value : [];

describe('what families read', () => {
  it.each(sets.map(({ set }) => [nameOf(set), Object.values(set.familyReasons)] as const))(
    'as a reason of %s can be read at eleven, each sentence by itself',
    (_name, reasons) => {
      expect(reasons.length).toBeGreaterThan(10);
      expect(tooHard(reasons)).toEqual([]);
    },
  );

  it('as the name of a fact can be read at eleven, as the question it completes', () => {
    expect(tooHard(vocabulary.map(({ meaning }) => `Please tell us ${meaning.family}.`))).toEqual([]);
  });

  it('is measured so that much of what clinicians read would not pass', () => {
    const clinicians = vocabulary.map(({ meaning }) => `Please record: ${meaning.clinician}.`);
    expect(tooHard(clinicians).length).toBeGreaterThan(10);
  });
});
