import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { calendarFactor } from './holiday-calendar.js';

/** What came in and went out of one list in seven days. */
export interface WeekOfService {
  /** Referrals received. */
  referred: number;
  /** Children seen: the wait ended with a start. */
  seen: number;
  /** Children who left the list without being seen. */
  left: number;
}

/** The pace of one list, as rates a forecast can run on (wait-estimation, §4 step 1). */
export interface ServiceFlow {
  /** Referrals a week. */
  referredPerWeek: number;
  /** Children seen in a week without holidays, over the whole history (up to 52 weeks). */
  seenPerNormalWeek: number;
  /** The same over the last 12 weeks. */
  seenPerNormalWeekLately: number;
  /** Chance that a waiting child leaves the list in a week. */
  leavingPerWeek: number;
  /** How unsure the pace is, as a standard deviation of its logarithm. */
  spread: number;
}

/** Why nothing honest can be said yet. */
export type TooThin = 'thin_history' | 'too_few_starts';

/** No number is said on less (wait-estimation, §5: "any number when the service has under 26 weeks of history"). */
export const LEAST_WEEKS = 26;
const LEAST_STARTS_IN_26_WEEKS = 26;
const LEAST_STARTS_IN_12_WEEKS = 6;
/** Weak prior of the leaving hazard: 0.4 % a week, worth 125 child-weeks. */
const PRIOR_LEAVING = 0.004;
const PRIOR_CHILD_WEEKS = 125;

export type FlowOrThin = { is: 'known'; flow: ServiceFlow } | { is: 'too_thin'; why: TooThin };

/**
 * Reads the pace of a list from its weeks, latest first: the first ends on the day before `today`. `waitingNow` is the
 * length of the list. Weeks before the first ending ever recorded are not history: nobody was counting yet.
 */
export function flowOf(weeks: readonly WeekOfService[], waitingNow: number, today: PlainDate): FlowOrThin {
  const history = weeks.slice(0, 52);
  while (history.length > 0 && (history.at(-1)?.seen ?? 0) + (history.at(-1)?.left ?? 0) === 0) history.pop();
  if (history.length < LEAST_WEEKS) return { is: 'too_thin', why: 'thin_history' };
  const starts26 = total(history.slice(0, 26), 'seen');
  const starts12 = total(history.slice(0, 12), 'seen');
  if (starts26 < LEAST_STARTS_IN_26_WEEKS || starts12 < LEAST_STARTS_IN_12_WEEKS)
    return { is: 'too_thin', why: 'too_few_starts' };

  const calendar = history.map((_, index) => calendarFactor(addDays(today, -7 * (index + 1))));
  const perNormalWeek = (from: number, to: number): number =>
    total(history.slice(from, to), 'seen') / sum(calendar.slice(from, to));
  const referred = total(history, 'referred');
  return {
    is: 'known',
    flow: {
      referredPerWeek: referred / history.length,
      seenPerNormalWeek: perNormalWeek(0, history.length),
      seenPerNormalWeekLately: perNormalWeek(0, 12),
      leavingPerWeek: leavingHazard(history, waitingNow),
      spread: Math.sqrt(
        (0.75 * relativeSpread(levels(perNormalWeek, history.length))) ** 2 +
          1 / starts12 +
          1 / Math.max(1, referred),
      ),
    },
  };
}

/** Children a week the service is likely to see in a future week: 0 is the seven days from today. */
export function capacityOfWeek(flow: ServiceFlow, week: number, today: PlainDate): number {
  const lately = 0.8 * (flow.seenPerNormalWeekLately - flow.seenPerNormalWeek) * Math.exp(-week / 30);
  return calendarFactor(addDays(today, 7 * week)) * (flow.seenPerNormalWeek + lately);
}

/** Leavers over the child-weeks they were drawn from; the length of the list is counted back from today's. */
function leavingHazard(history: readonly WeekOfService[], waitingNow: number): number {
  let waiting = waitingNow;
  let childWeeks = 0;
  for (const week of history) {
    childWeeks += Math.max(1, waiting);
    waiting += week.seen + week.left - week.referred;
  }
  return (total(history, 'left') + PRIOR_LEAVING * PRIOR_CHILD_WEEKS) / (childWeeks + PRIOR_CHILD_WEEKS);
}

/** The pace over every 12 weeks, a new window every 4. */
function levels(perNormalWeek: (from: number, to: number) => number, weeks: number): number[] {
  const found: number[] = [];
  for (let from = 0; from + 12 <= weeks; from += 4) found.push(perNormalWeek(from, from + 12));
  return found;
}

function relativeSpread(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  if (values.length < 2 || mean === 0) return 0;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1)) / mean;
}

const total = (weeks: readonly WeekOfService[], what: keyof WeekOfService): number =>
  sum(weeks.map((week) => week[what]));
const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);
