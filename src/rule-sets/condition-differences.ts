import { comparisonWords, conditionWords } from './condition-words.js';
import { keyOf, plainly, written, type Plain } from './condition-meaning.js';
import type { Condition, Leaf } from './rule-set.js';
import type { Wording } from './wording.js';

/**
 * What changed inside a condition, a line for each part, where both are groups of one kind: “functional impact on daily
 * life: was 3 or more; now 2 or more”. Nothing where both mean the same; null where only the whole can be set beside the
 * whole.
 */
export function conditionLines(
  before: Condition,
  after: Condition,
  wording: Wording,
): readonly string[] | null {
  const [was, now] = [plainly(before), plainly(after)];
  if (keyOf(was) === keyOf(now)) return [];
  const kind = 'kind' in was ? was.kind : 'kind' in now ? now.kind : 'all';
  if ('kind' in was && 'kind' in now && was.kind !== now.kind) return null;
  const [gone, come] = [
    without(partsIn(was, kind), partsIn(now, kind)),
    without(partsIn(now, kind), partsIn(was, kind)),
  ];
  const lines = pairs(gone, come).map(([before, after]) => {
    gone.splice(gone.indexOf(before), 1);
    come.splice(come.indexOf(after), 1);
    return `${wording.fact(before.fact)}: was ${comparisonWords(before, wording)}; now ${comparisonWords(after, wording)}`;
  });
  const say = (part: Plain): string => conditionWords(written(part), wording);
  const [left, right] = [gone[0], come[0]];
  if (left && right && gone.length === 1 && come.length === 1 && 'kind' in left && 'kind' in right) {
    const [inside, ...more] = conditionLines(written(left), written(right), wording) ?? [];
    if (inside !== undefined && more.length === 0)
      return [...lines, `where it said “${say(left)}”: ${inside}`];
  }
  const [dropped, added] =
    kind === 'all'
      ? ['need no longer be so', 'must now be so as well']
      : ['is no longer enough', 'is now enough too'];
  return [
    ...lines,
    ...gone.map((part) => `${dropped}: ${say(part)}`),
    ...come.map((part) => `${added}: ${say(part)}`),
  ];
}

function partsIn(condition: Plain, kind: 'all' | 'any'): readonly Plain[] {
  return 'kind' in condition && condition.kind === kind ? condition.parts : [condition];
}

function without(parts: readonly Plain[], others: readonly Plain[]): Plain[] {
  const known = new Set(others.map(keyOf));
  return parts.filter((part) => !known.has(keyOf(part)));
}

/** Comparisons of one fact, of which one went and one came: they are one change. */
function pairs(gone: readonly Plain[], come: readonly Plain[]): [Leaf, Leaf][] {
  const on = (parts: readonly Plain[], fact: string): Leaf[] =>
    parts.filter((part): part is Leaf => !('kind' in part) && part.fact === fact);
  const facts = new Set(gone.flatMap((part) => ('kind' in part ? [] : [part.fact])));
  return [...facts].flatMap((fact): [Leaf, Leaf][] => {
    const [[before, ...more], [after, ...others]] = [on(gone, fact), on(come, fact)];
    return before && after && more.length === 0 && others.length === 0 ? [[before, after]] : [];
  });
}
