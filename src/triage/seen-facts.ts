import { createHash } from 'node:crypto';
import { vocabulary } from '../facts/vocabulary.js';
import { cellsBetween, type Cells } from '../rule-sets/cells.js';
import { alwaysKnown, ruleFact, type RuleFact } from '../rule-sets/rule-fact.js';
import { ENGINE_VERSION } from './engine-version.js';

/**
 * What a decision saw, in bytes: each fact that rules may compare has its place, whether or not the rules of the day
 * looked at it. Words: a mask of those possible on the day, and one of every word said so far. Counts: least and most
 * possible on the day, least and most said so far, two bytes each. Facts that follow from dates alone are not here.
 */
export interface SeenField {
  fact: RuleFact;
  /** The first byte. */
  at: number;
  bytes: number;
}

/** What was possible, or was said: a mask of words, or the least and most of a count (the least above the most: none). */
export type Span = { mask: number } | { least: number; most: number };

const derived = [
  'open_lists',
  'highest_functional_impact',
  'persistent_absence',
  'severe_absence',
  'need_domains',
  'need_communication',
  'need_neurodevelopment',
  'need_physical_health',
  'need_mental_health',
  'need_safety',
  'need_education',
  'need_care_and_family',
];

const [WORDS, COUNT] = [2, 8];
const fields = new Map<string, SeenField>();
let length = 0;
for (const code of [...vocabulary.map((line) => line.code), ...derived]) {
  const fact = ruleFact(code);
  if (!fact || alwaysKnown.has(code) !== (code === 'open_lists')) continue;
  const bytes = fact.kind === 'words' ? WORDS : COUNT;
  fields.set(code, { fact, at: length, bytes });
  length += bytes;
}

export const seenFields: ReadonlyMap<string, SeenField> = fields;
export const SEEN_BYTES = length;

/**
 * By which reading of facts, and in which places, something was seen: bytes of another cannot be compared. Another
 * vocabulary (words aside), another engine or another order of places is another layout.
 */
export const SEEN_LAYOUT = createHash('sha256')
  .update(
    JSON.stringify([
      1,
      ENGINE_VERSION,
      [...fields.values()],
      vocabulary.map(({ meaning: _, ...line }) => line),
    ]),
  )
  .digest('hex')
  .slice(0, 16);

export function writeSeen(bytes: Uint8Array, code: string, now: Span, ever: Span): void {
  const field = fields.get(code);
  if (!field) throw new RangeError(`not a fact that is kept as seen: ${code}`);
  put(bytes, field.at, now);
  put(bytes, field.at + field.bytes / 2, ever);
}

/** Cells of the day, from bytes that begin at `from`. */
export function seenNow(bytes: Uint8Array, from: number, { fact }: SeenField, cells: Cells): number {
  return cellsIn(bytes, from, fact, cells);
}

/** Cells of everything said so far, from bytes that begin at `from`; 0: nothing. */
export function seenEver(bytes: Uint8Array, from: number, field: SeenField, cells: Cells): number {
  return cellsIn(bytes, from + field.bytes / 2, field.fact, cells);
}

function cellsIn(bytes: Uint8Array, from: number, fact: RuleFact, cells: Cells): number {
  if (fact.kind === 'words') return bytes[from] ?? cells.full;
  const [least, most] = [twoBytes(bytes, from), twoBytes(bytes, from + 2)];
  return least > most ? 0 : cellsBetween(cells, least, most);
}

function put(bytes: Uint8Array, at: number, span: Span): void {
  if ('mask' in span) {
    if (span.mask > 0xff) throw new RangeError('a fact has more words than bits are kept for');
    bytes[at] = span.mask;
    return;
  }
  [span.least, span.most].forEach((number, nth) => {
    if (number < 0 || number > 0xffff) throw new RangeError(`a count beyond two bytes: ${number}`);
    bytes[at + nth * 2] = number >> 8;
    bytes[at + nth * 2 + 1] = number & 0xff;
  });
}

function twoBytes(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
