import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMapping } from './parse-mapping.js';
import { sourcesDirectory } from './sources.reader.js';

const CORPUS = join('test', 'fixtures', 'corpus', 'mapping');
const corpus = readdirSync(CORPUS).sort();
const good = readFileSync(join(sourcesDirectory(), 'nr5-systmone.json'), 'utf8');
const faultsOf = (json: string): string[] => {
  const parsed = parseMapping(json);
  return parsed.ok ? [] : parsed.faults.map(({ at, message }) => `${at}: ${message}`);
};
const inCorpus = (name: string): string[] => faultsOf(readFileSync(join(CORPUS, `${name}.json`), 'utf8'));

/** What is found is text that says what to do, and nothing of the file has become part of anything else. */
const isOrderly = (faults: readonly string[]): void => {
  for (const fault of faults) expect(fault).toMatch(/^[^\n]{3,1000}$/);
};
afterEach(() => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('a mapping', () => {
  it('is read where nothing is wrong with it', () => {
    const parsed = parseMapping(good);
    expect(parsed).toMatchObject({ ok: true, value: { id: 'nr5-systmone', provider: 'NR5' } });
  });

  it.each(corpus)('of the corpus is refused and says what to do: %s', (name) => {
    const faults = faultsOf(readFileSync(join(CORPUS, name), 'utf8'));
    expect(faults.length).toBeGreaterThan(0);
    isOrderly(faults);
  });

  it('can never leave out a column without which no row can be kept', () => {
    expect(inCorpus('core-absent')).toEqual([
      'columns.PERSON_BIRTH_DATE: can never be absent: no row can be kept without it, so name its column',
      'columns.SERVICE_REQUEST_IDENTIFIER: can never be absent: no row can be kept without it, so name its column',
    ]);
  });

  it('must say something of every column, so that none is forgotten', () => {
    expect(inCorpus('column-forgotten')).toEqual([
      'columns: says nothing of CONTACT_RESTRICTION_CODE: name its column in the file, or write {"absent": true}',
    ]);
  });

  it.each([
    ['everybody-verified', 'columns.NHS_NUMBER_STATUS_INDICATOR_CODE'],
    ['everybody-safe', 'columns.LOOKED_AFTER_CHILD_INDICATOR'],
    ['one-day-for-all', 'columns.REFERRAL_REQUEST_RECEIVED_DATE'],
  ])('never makes up who a child is, a safeguarding answer or a day: %s', (name, at) => {
    expect(inCorpus(name)).toEqual([
      `${at}: may not be filled in by a mapping: what is blank is not known, so name its column alone`,
    ]);
  });

  it('never reads a column from itself, by whatever way round', () => {
    expect(inCorpus('falls-back-in-a-circle')).toEqual([
      'columns.WEEK_ENDING_DATE: falls back in a circle, by way of EXTRACT_CREATED_DATETIME and WEEK_ENDING_DATE: let one of them stand alone',
      'columns.EXTRACT_CREATED_DATETIME: falls back in a circle, by way of WEEK_ENDING_DATE and EXTRACT_CREATED_DATETIME: let one of them stand alone',
    ]);
    expect(inCorpus('falls-back-on-itself').length).toBeGreaterThan(0);
  });

  it.each([
    ['another-provider', 'columns.ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER: is not sure to say RK9'],
    ['names-swapped', 'columns.PERSON_FAMILY_NAME: reads "PERSON_FAMILY_NAME", which PERSON_GIVEN_NAME'],
    ['american-dates', 'dates: must be one of CCYY-MM-DD, DD/MM/CCYY, CCYYMMDD'],
    ['unknown-line', 'teams.5.line: must be one of slt'],
    ['team-twice', 'teams.5: has CSDS 33 a second time'],
    ['covers-what-no-team-is', 'covers.0: has slt, for which no team code stands'],
    ['priority-unheard-of', 'codes.PRIORITY_TYPE_CODE: must be "not_agreed", or say routine'],
    ['restriction-unheard-of', 'codes.CONTACT_RESTRICTION_CODE.S: must be one of R, V'],
    ['code-twice', 'codes.PRIORITY_TYPE_CODE.1: is written twice'],
    ['misspelt-key', ': has "reconise", which is not known here'],
    ['cut-short', ': is not JSON'],
  ])('is refused for what it is: %s', (name, fault) => {
    expect(inCorpus(name)).toContainEqual(expect.stringContaining(fault));
  });

  it('is refused with all its faults at once', () => {
    const all = JSON.parse(good) as Record<string, Record<string, unknown>>;
    all['columns'] = { ...all['columns'], PERSON_BIRTH_DATE: { absent: true }, NHS_NUMBER: { always: '1' } };
    expect(faultsOf(JSON.stringify({ ...all, provider: 'RJ8', covers: ['slt', 'slt'] }))).toHaveLength(4);
  });

  it('that is longer than any person wrote is not even looked at', () => {
    expect(faultsOf('['.repeat(1_000_000))).toEqual([expect.stringContaining('is longer than')]);
  });

  it('has no key that is more than a word: whatever it is called, it reads no code and no column', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const codes = names.map((name) => `${JSON.stringify(name)}: "urgent"`).join(', ');
    const parsed = parseMapping(
      good.replace(/"PRIORITY_TYPE_CODE": \{[^}]*\}/, `"PRIORITY_TYPE_CODE": {${codes}}`),
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    expect([...(parsed.value.priority ?? [])].map(([code]) => code).sort()).toEqual([...names].sort());
    expect(parsed.value.priority?.get('valueOf')).toBeUndefined();
  });

  it('is either read or refused, whatever the text is', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'from', 'otherwise', 'absent', 'NHS_NUMBER', '');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom('not_agreed', 'WEEK_ENDING_DATE', '', ' ', -1, 1e300),
        fc.dictionary(key, tie('value'), { maxKeys: 3 }),
      ),
    }));
    const keys = Object.keys(JSON.parse(good) as object);
    const columns = Object.keys((JSON.parse(good) as { columns: object }).columns);
    const changed = fc
      .tuple(
        fc.dictionary(fc.constantFrom(...keys, 'extra'), value, { maxKeys: 3 }),
        fc.dictionary(fc.constantFrom(...columns), value, { maxKeys: 4 }),
        fc.boolean(),
      )
      .map(([top, some, deep]) => {
        const whole = JSON.parse(good) as Record<string, object>;
        return JSON.stringify(
          deep ? { ...whole, columns: { ...whole['columns'], ...some } } : { ...whole, ...top },
        );
      });
    const cut = fc
      .tuple(fc.nat(good.length), fc.nat(200), fc.string({ maxLength: 20 }))
      .map(([at, length, put]) => good.slice(0, at) + put + good.slice(at + length));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), changed, cut), (json) => {
        isOrderly(faultsOf(json));
      }),
      { seed: 7701, numRuns: 1_000 },
    );
  });
});
