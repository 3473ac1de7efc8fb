import { addDays, epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';

/**
 * How many children a service sees in a week, against a normal week, as schools and clinics close. An assumption for
 * services that have not told us their planned sessions (wait-estimation, §4 step 1: "calendar"), to be replaced by
 * those sessions where a service can give them. 1 is a normal week.
 */
const CHRISTMAS = 0.4;
const EASTER = 0.75;
const SUMMER = 0.8;
const HALF_TERM = 0.9;

/** The factor of the seven days that begin on this day: the mean of its days. */
export function calendarFactor(weekBegins: PlainDate): number {
  let sum = 0;
  for (let day = 0; day < 7; day++) sum += dayFactor(addDays(weekBegins, day));
  return sum / 7;
}

function dayFactor(day: PlainDate): number {
  const year = Number(day.slice(0, 4));
  const monthDay = day.slice(5);
  if (monthDay >= '12-21' || monthDay <= '01-03') return CHRISTMAS;
  const fromEaster = epochDay(day) - epochDay(easterSunday(year));
  if (fromEaster >= -7 && fromEaster <= 8) return EASTER;
  if (monthDay >= '07-23' && monthDay <= '08-31') return SUMMER;
  // Half terms lie within a few days of these in Plymouth; the exact week moves by authority and year.
  if (between(monthDay, '02-13', '02-21') || between(monthDay, '05-25', '05-31')) return HALF_TERM;
  return between(monthDay, '10-23', '10-31') ? HALF_TERM : 1;
}

const between = (monthDay: string, from: string, to: string): boolean => monthDay >= from && monthDay <= to;

/** Western Easter by the anonymous Gregorian computation (Meeus, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return fromEpochDay(Date.UTC(year, month - 1, day) / 86_400_000);
}
