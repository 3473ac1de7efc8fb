import { addDays, plainDate } from '../kernel/plain-date.js';
import type { OrderCase, Waiting } from '../rule-sets/order-case.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import { inOrder, type Place } from './order.js';
import { dayStart } from './share.js';

/** Any day: only how long somebody has waited by then counts. */
const ON = plainDate('2026-01-01');

/** What differs from the order its author expects, if anything: placed as the queue itself places children. */
export function differencesFromOrder({ service, waiting, expect }: OrderCase, set: RuleSet): string[] {
  const places = waiting.map((child) => placeOf(child, service, set));
  const found = inOrder(ON, places).map(({ referralId }) => referralId);
  return found.join() === expect.join()
    ? []
    : [`order: expected ${expect.join(', then ')}; is ${found.join(', then ')}`];
}

function placeOf({ child, band: id, days, actToday }: Waiting, service: string, set: RuleSet): Place {
  const band = set.bands.find((candidate) => candidate.id === id);
  if (!band) throw new RangeError(`${set.id}@${set.version} has no band ${id}`);
  const waitingSince = addDays(ON, -days);
  const point = set.orderPolicy.protectedBands.find((entry) => entry.band === id);
  return {
    referralId: child,
    actToday: actToday === true,
    bandRank: band.rank,
    safeWaitDays: band.safeWaitDays[service] ?? band.safeWaitDays.default,
    countedFrom: dayStart(waitingSince),
    waitingSince,
    protectedFromShare: point?.fromSharePercent ?? null,
  };
}
