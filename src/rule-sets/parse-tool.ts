import { factDefinition } from '../facts/vocabulary.js';
import { MOST_CELLS } from './cells.js';
import { parseWait } from './parse-wait.js';
import { forbiddenFact } from './parse-condition.js';
import { ID, WORD } from './parse-parts.js';
import { ruleFact } from './rule-fact.js';
import { join, type Shape } from './shape.js';
import type { Gap, SlotShares, ToolBand, ToolFact, WaitTable } from './tool-set.js';

const concerns = {
  yes_no: ['risk-yes', 'risk-no', 'neutral'],
  count: ['risk-high', 'risk-low', 'neutral'],
  one_of: ['risk-order', 'neutral'],
} as const;
const VALUE = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/;

/** A fact of the tool's own; its name must not be one that means something else here, or say who a child is. */
export function readToolFact(shape: Shape, value: unknown, index: number): ToolFact | undefined {
  const code = typeof value === 'object' && value !== null && 'code' in value ? String(value.code) : '';
  const at = code === '' ? `facts[${index}]` : `facts[${index}] (${code})`;
  const shared = ['code', 'title', 'type', 'concern', 'meaning'];
  const fact = shape.object(value, at, shared, ['range', 'unit', 'values']) ?? {};
  const type = shape.oneOf(fact['type'], join(at, 'type'), ['yes_no', 'count', 'one_of'] as const);
  const concern = type && shape.oneOf(fact['concern'], join(at, 'concern'), concerns[type]);
  checkName(shape, shape.name(fact['code'], join(at, 'code'), WORD, 'a word like harm_rating'), at);
  const read = {
    code,
    title: shape.text(fact['title'], join(at, 'title')),
    meaning: shape.text(fact['meaning'], join(at, 'meaning')),
  };
  for (const key of ['range', 'unit'] as const)
    if (type && (type === 'count') !== (fact[key] !== undefined))
      shape.fault(join(at, key), type === 'count' ? 'is missing: add it' : 'is for counts: remove it');
  if (type && (type === 'one_of') !== (fact['values'] !== undefined))
    shape.fault(join(at, 'values'), type === 'one_of' ? 'is missing: add it' : 'is for words: remove it');
  if (!type || !concern) return undefined;
  switch (type) {
    case 'count':
      return { ...read, type, concern, ...readRange(shape, fact, at) };
    case 'one_of':
      return { ...read, type, concern, values: readValues(shape, fact['values'], join(at, 'values')) };
    case 'yes_no':
    default:
      return { ...read, type, concern };
  }
}

function checkName(shape: Shape, code: string, at: string): void {
  const ban = forbiddenFact(code);
  if (ban !== undefined)
    shape.fault(join(at, 'code'), `${code} is forbidden: ${ban} must never decide how long a child waits`);
  else if (factDefinition(code) || ruleFact(code) || code.startsWith('need_'))
    shape.fault(
      join(at, 'code'),
      `${code} means something in the vocabulary: give the tool's fact a name of its own`,
    );
  else if (code in {}) shape.fault(join(at, 'code'), `${code} is a name every object has: choose another`);
}

function readRange(
  shape: Shape,
  fact: Readonly<Record<string, unknown>>,
  at: string,
): { range: readonly [number, number]; unit: string } {
  const ends = shape.list(fact['range'], join(at, 'range'));
  if (fact['range'] !== undefined && ends.length !== 2)
    shape.fault(join(at, 'range'), 'must be the smallest and the largest whole number, [0, 4] for example');
  const [least, most] = [0, 1].map((i) =>
    shape.wholeNumber(ends[i], `${join(at, 'range')}[${i}]`, -1_000_000, 1_000_000),
  ) as [number, number];
  if (ends.length === 2 && least >= most)
    shape.fault(join(at, 'range'), `must rise: ${most} is not above ${least}`);
  return { range: [least, most], unit: shape.text(fact['unit'], join(at, 'unit')) };
}

function readValues(shape: Shape, value: unknown, at: string): { value: string; title: string }[] {
  const words = shape.list(value, at, 2).map((entry, i) => {
    const word = shape.object(entry, `${at}[${i}]`, ['value', 'title']) ?? {};
    return {
      value: shape.name(word['value'], `${at}[${i}].value`, VALUE, 'a word or code without spaces'),
      title: shape.text(word['title'], `${at}[${i}].title`),
    };
  });
  const codes = words.map((word) => word.value);
  if (new Set(codes).size < codes.length) shape.fault(at, 'has a value twice: keep one');
  if (codes.includes('unknown')) shape.fault(at, 'must not name unknown: a fact left out is unknown');
  if (codes.length > MOST_CELLS) shape.fault(at, `has more than ${MOST_CELLS} values`);
  return words;
}

export function readToolBand(shape: Shape, value: unknown, at: string): ToolBand {
  const band = shape.object(value, at, ['id', 'title', 'rank'], ['wait']) ?? {};
  return {
    id: shape.name(band['id'], join(at, 'id'), WORD, 'a word like level_3'),
    title: shape.text(band['title'], join(at, 'title')),
    rank: shape.wholeNumber(band['rank'], join(at, 'rank'), 0, 99),
    ...(band['wait'] === undefined ? {} : { wait: parseWait(shape, band['wait'], join(at, 'wait')) }),
  };
}

export function readGap(shape: Shape, value: unknown, at: string): Gap {
  const gap = shape.object(value, at, ['id', 'what', 'source']) ?? {};
  return {
    id: shape.name(gap['id'], join(at, 'id'), ID, 'lower-case words joined by hyphens'),
    what: shape.text(gap['what'], join(at, 'what')),
    source: shape.text(gap['source'], join(at, 'source')),
  };
}

export function readNotEncoded(shape: Shape, value: unknown, at: string): { what: string; why: string } {
  const left = shape.object(value, at, ['what', 'why']) ?? {};
  return { what: shape.text(left['what'], join(at, 'what')), why: shape.text(left['why'], join(at, 'why')) };
}

export function readWaitTable(shape: Shape, value: unknown, at: string): WaitTable {
  const table = shape.object(value, at, ['id', 'title', 'source', 'waits']) ?? {};
  const waits = shape.map(table['waits'], join(at, 'waits')) ?? {};
  return {
    id: shape.name(table['id'], join(at, 'id'), ID, 'lower-case words joined by hyphens'),
    title: shape.text(table['title'], join(at, 'title')),
    source: shape.text(table['source'], join(at, 'source')),
    waits: Object.fromEntries(
      Object.entries(waits).map(([band, wait]) => [
        band,
        parseWait(shape, wait, join(join(at, 'waits'), band)),
      ]),
    ),
  };
}

export function readSlotShares(shape: Shape, value: unknown): SlotShares {
  const at = 'slotShares';
  const slots = shape.object(value, at, ['words', 'source', 'shares']) ?? {};
  const shares = shape.map(slots['shares'], join(at, 'shares')) ?? {};
  return {
    words: shape.text(slots['words'], join(at, 'words')),
    source: shape.text(slots['source'], join(at, 'source')),
    shares: Object.fromEntries(
      Object.entries(shares).map(([band, share]) => [
        band,
        shape.wholeNumber(share, `${at}.shares.${band}`, 1, 100),
      ]),
    ),
  };
}
