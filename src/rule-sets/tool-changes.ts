import { codeInWords } from '../kernel/plain-words.js';
import { byName, itsName, said, type Change, type Parts } from './compare-parts.js';
import type { Gap, PublishedWait, ToolBand, ToolFact, ToolSet, WaitTable } from './tool-set.js';

export const toolBandParts: Parts<ToolBand> = {
  id: itsName,
  title: said('title'),
  rank: said('place among the bands, 0 the most urgent'),
  wait: said('published wait', waitWords, 'none'),
};

export const toolFactParts: Parts<ToolFact> = {
  code: itsName,
  title: said('title'),
  type: said('kind', codeInWords),
  range: said('from the smallest to the largest', (range) => range.join(' to ')),
  unit: said('counted in'),
  values: said('values', (values) => values.map(({ value, title }) => `${title} (${value})`).join(', ')),
  concern: said('which values concern'),
  meaning: said('meaning'),
};

export const gapParts: Parts<Gap> = { id: itsName, what: said('what'), source: said('source') };

export const notEncodedParts: Parts<ToolSet['notEncoded'][number]> = { what: itsName, why: said('why') };

export const waitTableParts: Parts<WaitTable> = {
  id: itsName,
  title: said('title'),
  source: said('source'),
  waits: waitsByBand,
};

function waitsByBand(before: WaitTable['waits'], after: WaitTable['waits']): readonly Change[] {
  return byName(Object.entries(before), Object.entries(after), ([band]) => band).flatMap(([band, was, now]) =>
    said<PublishedWait>(`wait of ${codeInWords(band)}`, waitWords, 'none')(was?.[1], now?.[1]),
  );
}

export function waitWords({ words, withinDays, atLeastDays }: PublishedWait): string {
  const days = [
    ...(withinDays === undefined ? [] : [`within ${withinDays} days`]),
    ...(atLeastDays === undefined ? [] : [`not before ${atLeastDays} days`]),
  ];
  return days.length === 0 ? words : `${words} (${days.join(', ')})`;
}

export function slotSharesWords({ words, source, shares }: NonNullable<ToolSet['slotShares']>): string {
  const each = Object.entries(shares).map(([band, share]) => `${codeInWords(band)} ${share}`);
  return `${words} (${each.sort().join(', ')}; ${source})`;
}
