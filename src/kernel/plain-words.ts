import { ageInMonths, type PlainDate } from './plain-date.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** 15 November 2026. */
export function dayInWords(date: PlainDate): string {
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${date.slice(0, 4)}`;
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** 20 November 2026 at 09:50, as the clock in Plymouth shows it. */
export const moment = (at: Date): string => MOMENT.format(at);

/** 4 months, 2 years 3 months up to five years, then 7 years. Before birth: not born yet. */
export function ageInWords(birthDate: PlainDate, on: PlainDate): string {
  const months = ageInMonths(birthDate, on);
  if (months < 0) return 'not born yet';
  const [years, rest] = [Math.floor(months / 12), months % 12];
  if (years === 0) return counted(rest, 'month');
  return years >= 5 || rest === 0
    ? counted(years, 'year')
    : `${counted(years, 'year')} ${counted(rest, 'month')}`;
}

/** 1 day, 1,204 days. */
export function counted(count: number, unit: string, plural = `${unit}s`): string {
  return `${grouped(count)} ${count === 1 ? unit : plural}`;
}

/** 4602 as 4,602. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 57.1%, 100%. */
export function percent(value: number): string {
  return `${grouped(Math.floor(value))}${Number.isInteger(value) ? '' : `.${value.toFixed(1).split('.')[1] ?? ''}`}%`;
}

/** a, b and c. */
export function listed(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** A code as words where nothing better is known: `provider_priority` as Provider priority. */
export function codeInWords(code: string): string {
  const words = code.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
