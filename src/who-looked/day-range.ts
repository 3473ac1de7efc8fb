import { type Fault, type Outcome, faulty, ok } from '../kernel/outcome.js';
import { addDays, daysBetween, parsePlainDate, type PlainDate } from '../kernel/plain-date.js';

/** Days in Plymouth, both included. */
export interface DayRange {
  from: PlainDate;
  to: PlainDate;
}

/** The days asked for; so many up to today where none are. Blank is the same as none. */
export function readDayRange(
  asked: { from?: string | undefined; to?: string | undefined },
  today: PlainDate,
  days: { usual: number; most: number },
): Outcome<DayRange> {
  const faults: Fault[] = [];
  const read = (at: 'from' | 'to', otherwise: PlainDate): PlainDate => {
    const given = (asked[at] ?? '').trim();
    if (given === '') return otherwise;
    const date = parsePlainDate(given);
    if (date === undefined) faults.push({ at, message: 'This is not a date, such as 2026-11-23' });
    return date ?? otherwise;
  };
  const to = read('to', today);
  const from = read('from', addDays(to, 1 - days.usual));
  if (faults.length === 0 && from > to)
    faults.push({ at: 'from', message: 'The first day is after the last' });
  if (faults.length === 0 && daysBetween(from, to) >= days.most)
    faults.push({ at: 'from', message: `At most ${days.most} days at once` });
  return faults.length === 0 ? ok({ from, to }) : faulty(faults);
}
