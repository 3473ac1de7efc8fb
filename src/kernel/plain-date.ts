/**
 * A calendar date without a time or a zone, written CCYY-MM-DD. Waits, birthdays and facts count in whole
 * days, so a date must never pass through a clock time: 01:00 on the last Sunday of March would lose a day.
 */
export type PlainDate = string & { readonly __plainDate: unique symbol };

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
  return civilDay(fourDigits(date), twoDigits(date, 5), twoDigits(date, 8));
}

/** Dates already written, by day, up to the year 2149: the same few thousand are written over and over. */
const written = new Array<PlainDate | undefined>(65_536);

/** The date of a day since 1970-01-01. */
export function fromEpochDay(day: number): PlainDate {
  if (!(day >= 0 && day < written.length)) return writtenOut(day);
  return (written[day] ??= writtenOut(day));
}

/**
 * Counted in whole numbers without a clock (H. Hinnant, chrono-compatible date algorithms): deciding a region's list turns
 * days into dates and back millions of times.
 */
function writtenOut(day: number): PlainDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return fromParts(year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1);
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
  const [year, month, day] = monthsLater(date, months);
  return fromParts(year, month, day);
}

/** The same as whole days since 1970-01-01. */
export function epochDayMonthsLater(date: PlainDate, months: number): number {
  const [year, month, day] = monthsLater(date, months);
  return civilDay(year, month, day);
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

function monthsLater(date: PlainDate, months: number): [number, number, number] {
  const [year, month, day] = parts(date);
  const index = year * 12 + (month - 1) + months;
  const newYear = Math.floor(index / 12);
  const newMonth = (index % 12) + 1;
  return [newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth))];
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days since 1970-01-01 of a year, month and day (the inverse of fromEpochDay). */
function civilDay(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function parts(date: PlainDate): [number, number, number] {
  return [fourDigits(date), twoDigits(date, 5), twoDigits(date, 8)];
}

function fourDigits(date: string): number {
  return twoDigits(date, 0) * 100 + twoDigits(date, 2);
}

/** The two digits at a place; a PlainDate has nothing else there. */
function twoDigits(date: string, at: number): number {
  return (date.charCodeAt(at) - 48) * 10 + date.charCodeAt(at + 1) - 48;
}

function fromParts(year: number, month: number, day: number): PlainDate {
  const padded = year < 1000 ? String(year).padStart(4, '0') : String(year);
  return `${padded}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}` as PlainDate;
}
