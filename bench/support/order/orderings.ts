import { checkOrder } from '../../../src/rule-sets/check-order.js';
import { readOrderPolicy } from '../../../src/rule-sets/parse-parts.js';
import type { RuleSet } from '../../../src/rule-sets/rule-set.js';
import { Shape } from '../../../src/rule-sets/shape.js';
import type { Ordering } from './simulate.js';

/** What the design's table says of one band: percent seen within the safe wait, and the 90th percentile in days. */
export type Expected = readonly [within: number, p90: number];

export interface Named {
  name: string;
  ordering: Ordering;
  /** By rank of band, and the longest wait of all in days; null where the table has no such row. */
  table: { bands: readonly Expected[]; longest: number } | null;
}

/** The orders of clinical-core.md, "One order", each as the data of an order policy; the starter set's own among them. */
export function orderings(set: RuleSet): Named[] {
  const bands = [...set.bands]
    .sort((a, b) => a.rank - b.rank)
    .map(({ id, safeWaitDays }) => ({ id, safeWaitDays: safeWaitDays.default }));
  const ordered = (policy: object): Ordering => ({ bands, policy: parsed(policy, set) });
  const protecting = (points: Readonly<Record<string, number>>, keptSlotsPercent = 0): Ordering =>
    ordered({
      protectedBands: Object.entries(points).map(([band, fromSharePercent]) => ({ band, fromSharePercent })),
      keptSlotsPercent,
    });
  const alike = bands.map((band) => ({ ...band, safeWaitDays: 100 }));
  return [
    {
      // One safe wait for everybody: the share is then the wait.
      name: 'first in, first out',
      ordering: { ...protecting({}), bands: alike },
      table: table(241, [0, 224], [0, 224], [0, 224], [0, 225]),
    },
    {
      name: 'band, then longest',
      ordering: protecting({ urgent: 0, high: 0, medium: 0, routine: 0 }),
      table: table(468, [97, 9], [100, 9], [100, 11], [0, 447]),
    },
    {
      name: 'share alone',
      ordering: protecting({}),
      table: table(313, [0, 41], [0, 74], [0, 204], [0, 301]),
    },
    {
      name: 'urgent and high from 50 %',
      ordering: protecting({ urgent: 50, high: 50 }),
      table: table(326, [67, 16], [97, 23], [0, 212], [0, 314]),
    },
    {
      name: 'the starter set: urgent from 0 %, high from 25 %',
      ordering: ordered(set.orderPolicy),
      table: table(329, [97, 9], [100, 16], [0, 214], [0, 316]),
    },
    {
      name: 'the same, and medium from 50 %',
      ordering: protecting({ urgent: 0, high: 25, medium: 50 }),
      table: table(437, [97, 9], [100, 16], [100, 53], [0, 419]),
    },
    {
      name: 'the same, and half of the slots kept',
      ordering: protecting({ urgent: 0, high: 25, medium: 50 }, 50),
      table: null,
    },
  ];
}

function table(longest: number, ...bands: readonly Expected[]): Named['table'] {
  return { longest, bands };
}

/**
 * Read and checked as a rule set's own policy is: what would be refused there is not measured here either. Kept slots
 * alone may be tried here and not be used: the queue cannot show them yet.
 */
function parsed(policy: object, { bands }: RuleSet): RuleSet['orderPolicy'] {
  const shape = new Shape();
  const orderPolicy = readOrderPolicy(shape, policy);
  checkOrder({ bands, orderPolicy }, (at, message) => void shape.fault(at, message));
  const [fault] = shape.faults;
  if (fault) throw new Error(`${fault.at} ${fault.message}`);
  return orderPolicy;
}
