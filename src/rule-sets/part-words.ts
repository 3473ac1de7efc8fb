import { codeInWords, counted } from '../kernel/plain-words.js';
import { monthsWords } from './months-words.js';
import type { Band, CommonSet, MustKnow } from './rule-set.js';
import type { Wording } from './wording.js';

export function bandWords({ rank, safeWaitDays, reviewWithinDays }: Band, wording: Wording): string {
  const waits = Object.entries(safeWaitDays)
    .map(([line, days]) =>
      line === 'default' ? counted(days, 'day') : `${wording.service(line)} ${counted(days, 'day')}`,
    )
    .join(', ');
  return `place ${rank} among the bands; safe wait ${waits}; somebody looks within ${counted(reviewWithinDays, 'day')}`;
}

export function mustKnowWords({ askOf, withinDays, safety, fromAgeMonths, toAgeMonths }: MustKnow): string {
  return [
    `asked of the ${askOf} within ${counted(withinDays, 'day')}`,
    ...(safety ? ['a safety question'] : []),
    ...(fromAgeMonths === undefined ? [] : [`from the age of ${monthsWords(fromAgeMonths)}`]),
    ...(toAgeMonths === undefined ? [] : [`until the age of ${monthsWords(toAgeMonths)}`]),
  ].join('; ');
}

export function combineWords(combine: CommonSet['combine']): string {
  switch (combine) {
    case 'most-urgent':
      return 'the most urgent rule that holds decides';
    case 'sum':
      return 'points are added up, and the total gives the band';
    case 'first-match':
      return 'the first rule that holds decides';
  }
}

export function totalsWords(totals: NonNullable<CommonSet['totals']>): string {
  return [...totals]
    .sort((a, b) => b.from - a.from)
    .map(({ band, from }) => `${codeInWords(band)} from ${from}`)
    .join(', ');
}

/** Names without an order. */
export function unordered(list: readonly string[], words: (one: string) => string): string {
  return [...new Set(list)].map(words).sort().join(', ');
}
