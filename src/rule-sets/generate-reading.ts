import type { Cells } from './cells.js';

/** A fact the rules look at, and its index. */
export interface ReadFact {
  cells: Cells;
  index: number;
}

/** What a code or a word of a fact must look like to stand in generated text: nothing that could end a string. */
export const SAFE = /^[A-Za-z0-9_-]{1,100}$/;

export function name(index: number): string {
  return `m${whole(index)}`;
}

/** A whole number as text; nothing else ever becomes a number in generated text. */
export function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${String(value)}`);
  return value < 0 ? `(${value})` : String(value);
}

function quoted(word: string): string {
  if (!SAFE.test(word))
    throw new RangeError(`not a word that may stand in generated text: ${JSON.stringify(word)}`);
  return `"${word}"`;
}

/** Each fact's value as the mask of its cell; of an unknown one, every cell. */
export function readsText(facts: readonly ReadFact[]): string {
  return facts.map((fact) => `${valueText(fact)}${readText(fact)}`).join('');
}

/** Each fact's mask, from the array of that name. */
export function masksText(facts: readonly Pick<ReadFact, 'index'>[], from: 'own' | 'wide'): string {
  return facts.map(({ index }) => `const ${name(index)} = ${from}[${whole(index)}];\n`).join('');
}

export function valueText(fact: ReadFact): string {
  return `const ${value(fact)} = facts[${quoted(fact.cells.fact.code)}];\n`;
}

/** Whether any of these is not there. */
export function missingText(facts: readonly ReadFact[]): string {
  return facts.map((fact) => `${value(fact)} === undefined`).join(' || ') || 'false';
}

/** Whether a known value lies in some of its fact's cells; whichever way has fewer comparisons. */
export function withinText(fact: ReadFact, mask: number): string {
  const { cells } = fact;
  const outside = cells.full & ~mask;
  const within = spans(cells, mask);
  const without = spans(cells, outside);
  return without.length < within.length
    ? `!(${without.map((span) => spanText(fact, span)).join(' || ')})`
    : `(${within.map((span) => spanText(fact, span)).join(' || ')})`;
}

/** Cells of a mask: each word by itself, numbers as stretches of neighbours. */
function spans({ values, fact }: Cells, mask: number): { first: number; last: number }[] {
  const found: { first: number; last: number }[] = [];
  values.forEach((_, cell) => {
    if ((mask & (1 << cell)) === 0) return;
    const before = found.at(-1);
    if (fact.kind === 'count' && before?.last === cell - 1) before.last = cell;
    else found.push({ first: cell, last: cell });
  });
  return found;
}

/** Numbers beyond a fact's range count as its nearest end (cells.ts): the first and the last stretch have no outer end. */
function spanText(fact: ReadFact, { first, last }: { first: number; last: number }): string {
  const { values, fact: of } = fact.cells;
  const read = value(fact);
  if (of.kind === 'words') return `${read} === ${quoted(String(values[first]))}`;
  const next = values[last + 1];
  const from = first === 0 ? [] : [`${read} >= ${whole(Number(values[first]))}`];
  const to = next === undefined ? [] : [`${read} < ${whole(Number(next))}`];
  return [...from, ...to].join(' && ') || 'true';
}

function value({ index }: ReadFact): string {
  return `v${whole(index)}`;
}

function readText(fact: ReadFact): string {
  const { cells, index } = fact;
  const unknown = whole(cells.full);
  const read = value(fact);
  if (cells.fact.kind === 'words') {
    const words = cells.values.map(
      (word, cell) => `${read} === ${quoted(String(word))} ? ${whole(1 << cell)} : `,
    );
    return `const ${name(index)} = ${words.join('')}${unknown};\n`;
  }
  const starts = cells.values.slice(1).map(Number);
  const stretches = starts.map((start, cell) => `${read} < ${whole(start)} ? ${whole(1 << cell)} : `);
  const number = `typeof ${read} === "number" && ${read} === ${read}`;
  return `const ${name(index)} = ${number} ? (${stretches.join('')}${whole(1 << starts.length)}) : ${unknown};\n`;
}
