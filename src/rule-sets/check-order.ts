import { known, unique, type Report } from './report.js';
import type { RuleSet } from './rule-set.js';

/**
 * An order policy that could place a less urgent child before a more urgent one whose share is larger, or protect a band
 * only when its safe wait has passed. Whatever passes keeps the promise of clinical-core, "One order": of two children
 * the more urgent one with the larger share stands first.
 */
export function checkOrder(
  { bands, orderPolicy }: Pick<RuleSet, 'bands' | 'orderPolicy'>,
  fault: Report,
): void {
  const at = 'orderPolicy.protectedBands';
  const { protectedBands, keptSlotsPercent } = orderPolicy;
  unique(
    protectedBands.map(({ band }) => band),
    at,
    fault,
  );
  for (const { band } of protectedBands) known({ bands }, band, at, fault);
  const pointOf = new Map(protectedBands.map(({ band, fromSharePercent }) => [band, fromSharePercent]));
  const byRank = [...bands].sort((a, b) => a.rank - b.rank);
  byRank.forEach(({ id }, i) => {
    const from = pointOf.get(id);
    if (from === undefined) return;
    if (from >= 100)
      fault(
        at,
        `protects ${id} from ${from}%, when its safe wait has passed: protect it from less than 100%`,
      );
    for (const { id: above } of byRank.slice(0, i)) {
      const before = pointOf.get(above);
      if (before === undefined)
        fault(at, `protects ${id} and not ${above}, which is more urgent: protect ${above} too, or neither`);
      else if (before > from)
        fault(
          at,
          `protects ${id} from ${from}% and ${above}, which is more urgent, only from ${before}%: protect ${above} no later than ${id}`,
        );
    }
  });
  if (keptSlotsPercent === 100)
    fault('orderPolicy.keptSlotsPercent', 'is 100, so that no band would be protected: keep fewer');
  if (keptSlotsPercent > 0 && protectedBands.length === 0)
    fault(
      'orderPolicy.keptSlotsPercent',
      'keeps slots although no band is protected: every slot is, set it to 0',
    );
}

/**
 * Who is seen next is booked by people, who would need to be shown for whom a slot is kept. The queue's page shows no such
 * thing, and /how-we-decide would promise it: a set that decides may not say it until the page does (ADR 0015).
 */
export function checkNoKeptSlots({ orderPolicy }: RuleSet, fault: Report): void {
  if (orderPolicy.keptSlotsPercent > 0)
    fault(
      'orderPolicy.keptSlotsPercent',
      'must be 0: the queue cannot yet show for whom a slot is kept, so nobody would keep it',
    );
}
