import { readActToday, readTexts } from './case-parts.js';
import type { RuleSet } from './rule-set.js';
import { join, type Shape } from './shape.js';

/** Children who wait on one list, and the order in which the set's own policy must place them. Stands in cases.json. */
export interface OrderCase {
  title: string;
  service: string;
  waiting: readonly Waiting[];
  /** All of them, whoever stands first before the others. */
  expect: readonly string[];
}

export interface Waiting {
  child: string;
  band: string;
  /** Whole days waited, all of them in this band. */
  days: number;
  actToday?: boolean;
}

/** A wait no list has seen. */
const MOST_DAYS = 3660;

export function readOrderCase(shape: Shape, value: unknown, at: string, set: RuleSet): OrderCase {
  const item = shape.object(value, at, ['title', 'service', 'waiting', 'expect']) ?? {};
  const service = shape.oneOf(item['service'], join(at, 'service'), set.serviceLines) ?? '';
  const waiting = shape
    .list(item['waiting'], join(at, 'waiting'), 2)
    .map((child, i) => readWaiting(shape, child, `${at}.waiting[${i}]`, set));
  const expect = readTexts(shape, item['expect'], join(at, 'expect'));
  const names = waiting.map(({ child }) => child);
  if (new Set(names).size < names.length)
    shape.fault(join(at, 'waiting'), 'names a child twice: give each a name of their own');
  if ([...names].sort().join() !== [...expect].sort().join())
    shape.fault(join(at, 'expect'), `must name each of ${names.join(', ')} once, in the order expected`);
  return { title: shape.text(item['title'], join(at, 'title')), service, waiting, expect };
}

function readWaiting(shape: Shape, value: unknown, at: string, set: RuleSet): Waiting {
  const item = shape.object(value, at, ['child', 'band', 'days'], ['actToday']) ?? {};
  const bands = set.bands.map(({ id }) => id);
  return {
    child: shape.text(item['child'], join(at, 'child')),
    band: shape.oneOf(item['band'], join(at, 'band'), bands) ?? '',
    days: shape.wholeNumber(item['days'], join(at, 'days'), 0, MOST_DAYS),
    ...readActToday(shape, item, at),
  };
}
