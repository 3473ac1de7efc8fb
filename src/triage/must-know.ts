import { dayOfAge, monthsOld } from '../facts/derive.js';
import { epochDay, fromEpochDay, type PlainDate } from '../kernel/plain-date.js';
import type { MustKnow } from '../rule-sets/rule-set.js';

/** The questions that are asked about a child of the age it has on that day: nobody asks of a baby whether it feels safe. */
export function askedAtAge(questions: readonly MustKnow[], birthDate: PlainDate, on: PlainDate): MustKnow[] {
  const months = monthsOld(birthDate, epochDay(on));
  return questions.filter((question) => isAskedAt(question, months));
}

function isAskedAt({ fromAgeMonths, toAgeMonths }: MustKnow, months: number): boolean {
  return (
    (fromAgeMonths === undefined || months >= fromAgeMonths) &&
    (toAgeMonths === undefined || months < toAgeMonths)
  );
}

/** The day the child reaches the age from which it is asked; undefined where it is asked from birth. */
export function askedSince({ fromAgeMonths }: MustKnow, birthDate: PlainDate): PlainDate | undefined {
  return fromAgeMonths === undefined ? undefined : fromEpochDay(dayOfAge(birthDate, fromAgeMonths));
}

/** The days, whole days since 1970-01-01, on which a question begins or ceases to be asked about a child born then. */
export function askingDays(questions: readonly MustKnow[], birthDate: PlainDate): number[] {
  return agesOf(questions).map((months) => dayOfAge(birthDate, months));
}

const ages = new WeakMap<readonly MustKnow[], readonly number[]>();

/** Ages in months at which any question begins or ceases to be asked; the same for every child of a list. */
function agesOf(questions: readonly MustKnow[]): readonly number[] {
  let found = ages.get(questions);
  if (!found) {
    const named = questions.flatMap(({ fromAgeMonths, toAgeMonths }) => [fromAgeMonths, toAgeMonths]);
    found = [...new Set(named)].filter((months) => months !== undefined);
    ages.set(questions, found);
  }
  return found;
}
