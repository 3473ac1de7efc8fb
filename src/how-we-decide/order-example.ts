import { addDays, plainDate } from '../kernel/plain-date.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import { inOrder } from '../waiting-list/order.js';
import { countedFrom, percentUsed, shareOn } from '../waiting-list/share.js';
import { waitWords } from './family-words.js';

/** Two made-up children, and who of them stands first, worked out as the list itself does. */
export interface OrderExample {
  children: readonly { name: string; band: string; safeWait: string; waited: string; share: number }[];
  /** The name of whoever stands first. */
  first: string;
  /** It is the one in the less urgent group. */
  lessUrgentFirst: boolean;
}

const ON = plainDate('2026-01-01');

/** From the two least urgent groups without protection; null where there are fewer than two. */
export function orderExample(set: RuleSet): OrderExample | null {
  const isProtected = (id: string): boolean => set.orderPolicy.protectedBands.some(({ band }) => band === id);
  const [less, more] = [...set.bands].sort((a, b) => b.rank - a.rank).filter(({ id }) => !isProtected(id));
  if (!less || !more) return null;
  const child = (name: string, band: typeof less, part: number) => {
    const safeWaitDays = band.safeWaitDays.default;
    const waited = wholeWeeks(safeWaitDays * part);
    const waitingSince = addDays(ON, -waited);
    return {
      said: { name, band: band.title, safeWait: waitWords(safeWaitDays), waited: waitWords(waited) },
      referralId: name,
      actToday: false,
      bandRank: band.rank,
      safeWaitDays,
      countedFrom: countedFrom([{ from: waitingSince, band: band.id, safeWaitDays }]),
      waitingSince,
      protectedFromShare: null,
    };
  };
  const both = [child('Sam', more, 1 / 2), child('Ali', less, 2 / 3)];
  const first = inOrder(ON, both)[0];
  return {
    children: both.map(({ said, ...place }) => ({
      ...said,
      share: Math.round(percentUsed(shareOn(ON, place.countedFrom, place.safeWaitDays))),
    })),
    first: first?.referralId ?? '',
    lessUrgentFirst: first?.bandRank === less.rank,
  };
}

/** A wait that is easy to say; a day at least. */
function wholeWeeks(days: number): number {
  return days < 7 ? Math.max(1, Math.round(days)) : Math.round(days / 7) * 7;
}
