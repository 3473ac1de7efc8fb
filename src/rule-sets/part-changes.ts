import { codeInWords, counted } from '../kernel/plain-words.js';
import { byName, itsName, said, type Change, type Parts } from './compare-parts.js';
import { monthsWords } from './months-words.js';
import { conditionChanges } from './rule-changes.js';
import type { Band, MustKnow, RuleSet } from './rule-set.js';
import type { Wording } from './wording.js';

const days = (count: number): string => counted(count, 'day');

export function bandParts(wording: Wording): Parts<Band> {
  return {
    id: itsName,
    title: said('title'),
    rank: said('place among the bands, 0 the most urgent'),
    safeWaitDays: (before, after) => safeWaitChanges(before, after, wording),
    reviewWithinDays: said('somebody looks within', days),
  };
}

function safeWaitChanges(
  before: Band['safeWaitDays'],
  after: Band['safeWaitDays'],
  wording: Wording,
): readonly Change[] {
  return byName(Object.entries(before), Object.entries(after), ([line]) => line).flatMap(
    ([line, was, now]) => {
      const part = line === 'default' ? 'safe wait' : `safe wait for ${wording.service(line)}`;
      return said<number>(part, days, 'as for the others')(was?.[1], now?.[1]);
    },
  );
}

export const mustKnowParts: Parts<MustKnow> = {
  fact: itsName,
  askOf: said('asked of'),
  withinDays: said('asked within', days),
  safety: said('a safety question', (safety) => (safety ? 'yes' : 'no'), 'no'),
  fromAgeMonths: said('asked from the age of', monthsWords, 'birth'),
  toAgeMonths: said('asked until the age of', monthsWords, 'any'),
};

export function needParts(wording: Wording): Parts<RuleSet['needs'][number]> {
  return { domain: itsName, source: said('source'), conditions: conditionChanges('counts where', wording) };
}

export const sourceParts: Parts<RuleSet['sources'][number]> = {
  id: itsName,
  title: said('title'),
  where: said('where'),
};

export const orderParts: Parts<RuleSet['orderPolicy']> = {
  protectedBands: (before, after) =>
    byName(before, after, ({ band }) => band).flatMap(([band, was, now]) => {
      const part = said<number>(`${codeInWords(band)} is protected`, shareWords, 'not at all');
      return part(was?.fromSharePercent, now?.fromSharePercent);
    }),
  keptSlotsPercent: said('slots kept for the longest relative waits', (share) => `${share}%`),
};

function shareWords(percent: number): string {
  return percent === 0 ? 'from the first day' : `from ${percent}% of the safe wait used`;
}
