import { addDays, epochDay, type PlainDate } from '../kernel/plain-date.js';
import { bankHolidays } from './bank-holidays.js';

/** Working hours of the duty role: Monday to Friday, 09:00 to 17:00 in Plymouth, bank holidays in England excepted. */
const OPENS = 9 * 60;
const CLOSES = 17 * 60;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function isWorkingDay(day: PlainDate): boolean {
  // 1970-01-01 was a Thursday: Monday is 0.
  const weekday = (epochDay(day) + 3) % 7;
  return weekday < 5 && !bankHolidays.has(day);
}

/** Whether somebody is expected to be watching at this instant. The closing minute itself is out of hours. */
export function isWorkingTime(at: Date): boolean {
  const { day, minute } = londonTime(at);
  return isWorkingDay(day) && minute >= OPENS && minute < CLOSES;
}

/**
 * The instant at which so many working minutes have passed. With 0 minutes: now in working hours, else the next
 * opening. An hour that begins ten minutes before closing ends fifty minutes after the next opening.
 */
export function addWorkingMinutes(from: Date, minutes: number): Date {
  let { day, minute } = londonTime(from);
  let remaining = minutes;
  for (;;) {
    if (isWorkingDay(day) && minute < CLOSES) {
      const start = Math.max(minute, OPENS);
      if (start + remaining <= CLOSES) return londonInstant(day, start + remaining);
      remaining -= CLOSES - start;
    }
    day = addDays(day, 1);
    minute = 0;
  }
}

/** The latest of these instants since which so many working minutes have passed; null: they have since none. */
export function latestOver(instants: readonly Date[], minutes: number, now: Date): Date | null {
  const over = instants.filter((instant) => addWorkingMinutes(instant, minutes) <= now);
  return over.length === 0 ? null : new Date(Math.max(...over.map((instant) => instant.getTime())));
}

/** The end of working hours on a day, for a task due on a date. */
export function closeOf(day: PlainDate): Date {
  return londonInstant(day, CLOSES);
}

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What the clock on the wall says: the day, and minutes (with fractions) since midnight. */
function londonTime(at: Date): { day: PlainDate; minute: number } {
  const part: Record<string, string> = {};
  for (const { type, value } of LONDON.formatToParts(at)) part[type] = value;
  const seconds = Number(part['second']) + (at.getTime() % 1000) / 1000;
  return {
    day: `${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''}` as PlainDate,
    minute: Number(part['hour']) * 60 + Number(part['minute']) + seconds / 60,
  };
}

/** The instant at which the wall clock says so. Working hours lie far from the hour at which clocks change (01:00 UTC). */
function londonInstant(day: PlainDate, minute: number): Date {
  const asUtc = epochDay(day) * DAY_MS + Math.round(minute * MINUTE_MS);
  const wall = londonTime(new Date(asUtc));
  const ahead = epochDay(wall.day) * DAY_MS + Math.round(wall.minute * MINUTE_MS) - asUtc;
  return new Date(asUtc - ahead);
}
