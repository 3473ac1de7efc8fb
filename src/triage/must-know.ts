import { dayOfAge, monthsOld } from '../facts/derive.js';
import { epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';
import type { MustKnow } from '../rule-sets/rule-set.js';

/** The questions that are asked about a child of the age it has on that day: nobody asks of a baby whether it feels safe. */
export function askedAtAge(questions: readonly MustKnow[], birthDate: PlainDate, on: PlainDate): MustKnow[] {
  const months = monthsOld(birthDate, epochDay(on));
  return questions.filter(
    ({ fromAgeMonths, toAgeMonths }) =>
      months >= (fromAgeMonths ?? 0) && months < (toAgeMonths ?? Number.POSITIVE_INFINITY),
  );
}

/** The day the child reaches the age from which it is asked; undefined where it is asked from birth. */
export function askedSince({ fromAgeMonths }: MustKnow, birthDate: PlainDate): PlainDate | undefined {
  return fromAgeMonths === undefined ? undefined : fromEpochDay(dayOfAge(birthDate, fromAgeMonths));
}

/** The days, whole days since 1970-01-01, on which a question begins or ceases to be asked about a child born then. */
export function askingDays(questions: readonly MustKnow[], birthDate: PlainDate): number[] {
  const ages = questions.flatMap(({ fromAgeMonths, toAgeMonths }) => [
    ...(fromAgeMonths === undefined ? [] : [fromAgeMonths]),
    ...(toAgeMonths === undefined ? [] : [toAgeMonths]),
  ]);
  return [...new Set(ages)].map((months) => dayOfAge(birthDate, months));
}
