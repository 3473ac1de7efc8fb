import type { PlainDate } from '../kernel/plain-date.js';
import type { WeeksLeft } from './forecast.js';
import type { TooThin } from './service-flow.js';

/** What a family may honestly be told about how long is left (wait-estimation, §5). Whole weeks from today. */
export type WaitLeft =
  | { is: 'booked'; on: PlainDate }
  | { is: 'within'; weeks: number }
  | { is: 'between'; from: number; to: number }
  | { is: 'more_than'; weeks: number }
  | { is: 'cannot_say'; why: CannotSay };

/** `list_incomplete`: too many of the list have no place in the order yet; `not_placed`: this child has none. */
export type CannotSay = TooThin | 'list_incomplete' | 'not_placed' | 'too_wide';

/** A range that ends later than this says "more than" its early end, and no late end. */
const LATEST_END = 78;
const HALF_A_YEAR = 26;

/**
 * The range in plain steps, rounded outward, so that it holds at least as often as the forecast: single weeks up to 8,
 * then every 2, from half a year every 4. From half a year on only "more than" is said: even a forecaster who knew
 * everything would be 77 weeks wide beyond 45 (wait-estimation, §1).
 */
export function waitLeft(weeks: WeeksLeft): WaitLeft {
  if (weeks.q10 >= HALF_A_YEAR)
    return { is: 'more_than', weeks: weeks.q10 >= 104 ? 104 : weeks.q10 >= 52 ? 52 : HALF_A_YEAR };
  const from = down(weeks.q10);
  const to = up(weeks.q90);
  if (to > LATEST_END)
    return from < 4 ? { is: 'cannot_say', why: 'too_wide' } : { is: 'more_than', weeks: from };
  return from < 1 || to <= 3 ? { is: 'within', weeks: to } : { is: 'between', from, to };
}

/** The range as words that fit "it will be … before your child is seen". No position, no average, one number format. */
export function waitInWords(left: Extract<WaitLeft, { is: 'within' | 'between' | 'more_than' }>): string {
  switch (left.is) {
    case 'within':
      return left.weeks === 1 ? 'within the next week' : `within the next ${left.weeks} weeks`;
    case 'between':
      return `between ${left.from} and ${left.to} weeks from now`;
    case 'more_than':
      return `more than ${left.weeks} weeks from now${asYears[left.weeks] ?? ''}`;
  }
}

const asYears: Readonly<Record<number, string>> = {
  26: ' (half a year)',
  52: ' (1 year)',
  104: ' (2 years)',
};

const step = (weeks: number): number => (weeks <= 8 ? 1 : weeks <= HALF_A_YEAR ? 2 : 4);
const down = (weeks: number): number => Math.floor(weeks / step(weeks)) * step(weeks);
/** At least 1: nobody is told they were seen already. */
const up = (weeks: number): number => Math.max(1, Math.ceil(weeks / step(weeks)) * step(weeks));

/**
 * Of several lists, what can be said first: an appointment, then the earliest. A list that cannot be said stands last and
 * may still be the first to see the child: whoever says this says that too.
 */
export function soonest(all: readonly WaitLeft[]): WaitLeft | undefined {
  return [...all].sort((a, b) => order(a) - order(b))[0];
}

function order(left: WaitLeft): number {
  switch (left.is) {
    case 'booked':
      return -1;
    case 'within':
      return left.weeks / 1000;
    case 'between':
      return left.from + left.to / 1000;
    case 'more_than':
      return left.weeks + 0.5;
    case 'cannot_say':
      return Infinity;
  }
}
