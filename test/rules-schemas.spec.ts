import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { factSources } from '../src/facts/fact.js';
import { vocabulary } from '../src/facts/vocabulary.js';
import { derivedFactWords } from '../src/rule-sets/rule-fact-words.js';
import { derivedFacts } from '../src/rule-sets/rule-set.js';
import { parseToolCases } from '../src/rule-sets/tool-case.js';
import { toolDerivedFacts } from '../src/rule-sets/tool-set.js';
import { parseWorkedCases } from '../src/rule-sets/worked-case.js';
import { mutants } from './support/mutants.js';
import { smallSet } from './support/rule-sets.js';
import { smallTool } from './support/tools.js';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
const setSchema = read('rules/rule-set.schema.json') as { $defs: Record<string, Record<string, unknown>> };
const casesSchema = read('rules/cases.schema.json') as typeof setSchema;
/** The cases' schema refers to the sets', by the file beside it. */
const fits = {
  'rule-set.json': ajv.compile(setSchema),
  'cases.json': ajv.compile(casesSchema),
};
const files = readdirSync('rules', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.split('/').length > 1 && path.endsWith('.json'))
  .map((path) => join('rules', path));

describe('the schemas for editors', () => {
  it('take every set, tool and worked case that is shipped', () => {
    const wrong = files.flatMap((path) => {
      const fit = fits[path.endsWith('cases.json') ? 'cases.json' : 'rule-set.json'];
      return fit(read(path)) ? [] : [`${path}: ${ajv.errorsText(fit.errors)}`];
    });
    expect(wrong).toEqual([]);
    expect(files.length).toBeGreaterThan(30);
  });

  it('name every fact of the vocabulary and every derived one, with what it means, and no other', () => {
    const meant = (dates: boolean): unknown =>
      vocabulary
        .filter(({ type }) => (type === 'date') === dates)
        .map(({ code, meaning }) => ({ const: code, description: meaning.clinician }));
    const derived = (codes: readonly string[]): unknown =>
      codes.map((code) => ({ const: code, description: derivedFactWords[code] }));
    const { toldFact, dateFact, derivedFact, toolLeaf } = setSchema.$defs;
    expect(toldFact?.['oneOf']).toEqual(meant(false));
    expect(dateFact?.['oneOf']).toEqual(meant(true));
    expect(derivedFact?.['oneOf']).toEqual(derived(derivedFacts));
    expect(toolLeaf).toMatchObject({
      properties: { fact: { anyOf: [{ oneOf: derived(toolDerivedFacts) }, {}] } },
    });
    expect(casesSchema.$defs['fact']).toMatchObject({ properties: { source: { enum: factSources } } });
  });

  it('are those an editor is told to use, each for files that are there, and every file has one', () => {
    const settings = read('.vscode/settings.json') as {
      'json.schemas': { fileMatch: string[]; url: string }[];
    };
    for (const { url } of settings['json.schemas']) expect(read(url)).toHaveProperty('$schema');
    const ofRules = settings['json.schemas'].filter(({ url }) => url.startsWith('./rules/'));
    const matched = ofRules.flatMap(({ fileMatch }) => {
      const globs = fileMatch.map((glob) => new RegExp(`^${glob.replaceAll('*', '[^/]+')}$`));
      const found = files.filter((path) => globs.some((glob) => glob.test(`/${path}`)));
      expect(found.length).toBeGreaterThan(10);
      return found;
    });
    expect(matched.sort()).toEqual([...files].sort());
  });
});

/** Whose values are names of the set, or that have to agree with one another. */
const freeNames =
  /\.(service|lists|waiting|expect\.\d+|child|band|code)$|\.lists\.|^(cases|orders)\.\d+\.(facts\.\d+\.(value|list)|facts\.[a-z].*|waiting\.\d+)$|^orders\.\d+\.expect$/;

const fact = { code: 'getting_worse', value: 'yes', source: 'parent', organisation: 'NR5' };
const queueCases = {
  cases: [
    {
      ...{ title: 'A child', service: 'slt', born: '2019-02-10', on: '2026-11-15' },
      waitingSince: '2026-05-01',
      lists: ['slt', 'mental_health'],
      facts: [{ ...fact, recordedOn: '2026-11-01' }],
      expect: {
        ...{ band: 'high', couldBe: 'urgent', actToday: false, needDomains: ['education'] },
        ...{ reasons: ['getting-worse'], flags: [], asks: ['getting_worse'] },
      },
    },
  ],
  orders: [
    {
      title: 'Two children',
      service: 'slt',
      waiting: [
        { child: 'Ada', band: 'urgent', days: 1 },
        { child: 'Ben', band: 'routine', days: 0, actToday: true },
      ],
      expect: ['Ben', 'Ada'],
    },
  ],
};
const toolCases = {
  cases: [
    {
      title: 'Rated 1',
      facts: { rating: 1 },
      expect: {
        ...{ result: 'gap', band: null, couldBe: 'p1', allowed: ['p1'], gaps: ['one'], reasons: ['a'] },
        ...{ advice: ['b'], asks: ['rating'], actToday: false, total: 3 },
      },
    },
  ],
};

describe('the schema for worked cases', () => {
  it.each<[string, unknown, (text: string) => { ok: boolean }, number]>([
    ['the queue', queueCases, (text) => parseWorkedCases(text, smallSet()), 150],
    ['published tools', toolCases, (text) => parseToolCases(text, smallTool()), 80],
  ])('refuses of %s what the parser refuses, and nothing else', (_title, whole, parse, atLeast) => {
    let tried = 0;
    for (const mutant of mutants(whole, freeNames)) {
      tried++;
      const parser = parse(JSON.stringify(mutant.value)).ok;
      const editor = fits['cases.json'](mutant.value);
      if (editor !== parser)
        throw new Error(`${mutant.what}: the schema says ${editor}, the parser ${parser}`);
    }
    expect(tried).toBeGreaterThan(atLeast);
  });
});

describe('worked cases', () => {
  const faultsOf = (changes: object): string[] => {
    const parsed = parseWorkedCases(
      JSON.stringify({ ...queueCases, cases: [{ ...queueCases.cases[0], ...changes }] }),
      smallSet(),
    );
    return parsed.ok ? [] : parsed.faults.map(({ at, message }) => `${at}: ${message}`);
  };

  it('are of a service line of their set, and of its lists', () => {
    expect(faultsOf({ service: 'physio' })).toEqual([
      expect.stringMatching(/^cases\[0\]\.service: must be one of slt/),
    ]);
    expect(faultsOf({ lists: ['mental_health'] })).toEqual([
      expect.stringMatching(/lists: must include the case's own service, slt/),
    ]);
  });

  it('name facts of the vocabulary with values they can have', () => {
    const recordedOn = '2026-11-01';
    expect(faultsOf({ facts: [{ ...fact, recordedOn, code: 'shoe_size' }] })).toEqual([
      expect.stringMatching(/code: shoe_size is not in the vocabulary/),
    ]);
    expect(faultsOf({ facts: [{ ...fact, recordedOn, value: 'maybe' }] })).toEqual([
      expect.stringMatching(/value: maybe is not a value of getting_worse/),
    ]);
  });

  it('have a title of their own, and no key twice', () => {
    const [first] = queueCases.cases;
    const twice = parseWorkedCases(JSON.stringify({ cases: [first, first] }), smallSet());
    expect(twice.ok ? [] : twice.faults).toEqual([
      { at: 'cases', message: 'two are called "A child": give each a title of its own' },
    ]);
    const text = JSON.stringify(queueCases).replace('"band":"high"', '"band":"high","band":"urgent"');
    const key = parseWorkedCases(text, smallSet());
    expect(key.ok ? [] : key.faults).toEqual([
      {
        at: 'cases[0].expect.band',
        message: 'is written twice, and only the last would count: keep one',
      },
    ]);
  });

  it('are refused in one sentence where the file is no JSON, or no object', () => {
    for (const text of ['', '[', 'null', '[]', '3'])
      expect(parseWorkedCases(text, smallSet())).toMatchObject({ ok: false });
  });
});
