/**
 * A calendar date without a time or a zone, written CCYY-MM-DD. Waits, birthdays and facts count in whole
 * days, so a date must never pass through a clock time: 01:00 on the last Sunday of March would lose a day.
 */
export type PlainDate = string & { readonly __plainDate: unique symbol };

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The date, or undefined where the text is not a real CCYY-MM-DD date (2026-02-30 is not). */
export function parsePlainDate(text: string): PlainDate | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return text as PlainDate;
}

/** The date; throws RangeError where it is not one. For values that have already been checked. */
export function plainDate(text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new RangeError(`not a CCYY-MM-DD date: ${JSON.stringify(text)}`);
  return date;
}

/** Whole days since 1970-01-01. */
export function epochDay(date: PlainDate): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
}

export function fromEpochDay(day: number): PlainDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10) as PlainDate;
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromEpochDay(epochDay(date) + days);
}

/** Whole days from one date to another; negative where `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return epochDay(to) - epochDay(from);
}

/** The same day some months later; the month's last day where that day does not exist (31 Jan + 1 = 28 or 29 Feb). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const [year, month, day] = parts(date);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (index % 12) + 1;
  const newDay = Math.min(day, daysInMonth(newYear, newMonth));
  return fromParts(newYear, newMonth, newDay);
}

/** Completed months of age. A child born on the 31st completes a month on the last day of a shorter one. */
export function ageInMonths(birthDate: PlainDate, on: PlainDate): number {
  const [by, bm] = parts(birthDate);
  const [y, m] = parts(on);
  const months = (y - by) * 12 + (m - bm);
  return addMonths(birthDate, months) <= on ? months : months - 1;
}

/** Completed years of age. Born on 29 February: the birthday falls on 28 February in a common year. */
export function ageInYears(birthDate: PlainDate, on: PlainDate): number {
  return Math.floor(ageInMonths(birthDate, on) / 12);
}

export function earliest(...dates: readonly (PlainDate | null | undefined)[]): PlainDate | null {
  let first: PlainDate | null = null;
  for (const date of dates) if (date && (first === null || date < first)) first = date;
  return first;
}

const LONDON = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar date in Plymouth at an instant; days wait and age in Europe/London. */
export function londonDate(instant: Date): PlainDate {
  return plainDate(LONDON.format(instant));
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function parts(date: PlainDate): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function fromParts(year: number, month: number, day: number): PlainDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate;
}
