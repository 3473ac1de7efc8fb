import { counted } from '../kernel/plain-words.js';

/** Completed months of age in words: 30 as 2 years 6 months, 48 as 4 years. */
export function monthsWords(months: number): string {
  const [years, rest] = [Math.floor(months / 12), months % 12];
  const said = [
    ...(years > 0 ? [counted(years, 'year')] : []),
    ...(rest > 0 ? [counted(rest, 'month')] : []),
  ];
  return said.join(' ') || counted(0, 'month');
}
