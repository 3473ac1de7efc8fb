import { movesOf, raises } from './moves.js';
import { known, unique, type Report } from './report.js';
import type { Rule } from './rule-set.js';
import { isTool, type AnySet } from './tool-set.js';

/**
 * Where a modifier moves children. In a set that decides the queue it never lowers anybody, leaves no choice, and keeps
 * the order of bands, or more concern about one child could place them below another.
 */
export function checkMoves(set: AnySet, { event }: Rule, at: string, fault: Report): void {
  if (event.type !== 'modify') return;
  const { moves } = event.params;
  const before = new Set(set.bands.map(({ id }) => id));
  unique(
    moves.map(({ from }) => from),
    at,
    fault,
  );
  for (const { from, to } of moves) {
    for (const band of [from, ...to]) known(set, band, at, fault);
    unique(to, at, fault);
    if (to.length === 1 && to[0] === from)
      fault(at, `moves ${from} to itself: leave it out, it stays as it is`);
  }
  const named = moves.flatMap(({ from, to }) => [from, ...to]);
  if (isTool(set) || named.some((band) => !before.has(band))) return;
  const rank = (id: string): number => set.bands.find((band) => band.id === id)?.rank ?? -1;
  for (const { from, to } of moves) {
    if (to.length > 1)
      fault(
        at,
        `leaves ${to.join(' or ')} open for ${from}: every child of a queue has one place, say which`,
      );
    for (const band of to)
      if (rank(band) > rank(from))
        fault(at, `lowers ${from} to ${band}: no rule of a queue may lower a child`);
  }
  const lowersOrChooses = moves.some(
    ({ from, to }) => to.length > 1 || to.some((band) => rank(band) > rank(from)),
  );
  if (!lowersOrChooses && !raises(movesOf(event, rank, set.bands.length)))
    fault(
      at,
      'turns the order of bands round: a less urgent band would end above a more urgent one; move that one too',
    );
}
