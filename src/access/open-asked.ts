import { isUuid } from '../kernel/ids.js';
import { checkNhsNumber, type NhsNumber } from '../kernel/nhs-number.js';
import { type Fault, type Outcome, faulty, ok } from '../kernel/outcome.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import { type ReasonGiven, readReason, typed, type TypedReason, typedReason } from './reason-given.js';

/** The form as it was typed. `child` comes from a page of that child and stands in for number and birth date. */
export interface TypedOpening extends TypedReason {
  child: string;
  nhsNumber: string;
  provider: string;
  localIdentifier: string;
  birthDay: string;
  birthMonth: string;
  birthYear: string;
}

/**
 * Whose record: a number and the birth date, both exactly, for this is not a search; or a child that a page named. The
 * number is the NHS number, or the one that a provider itself gave the child: in an emergency there may be only that.
 */
export type WhoseRecord =
  | { childId: string }
  | { nhsNumber: NhsNumber; birthDate: PlainDate }
  | { provider: string; localIdentifier: string; birthDate: PlainDate };

export interface OpeningAsked extends ReasonGiven {
  whose: WhoseRecord;
}

export function typedOpening(words: Readonly<Record<string, unknown>>): TypedOpening {
  return {
    ...typedReason(words),
    child: typed(words, 'child'),
    nhsNumber: typed(words, 'nhsNumber'),
    provider: typed(words, 'provider'),
    localIdentifier: typed(words, 'localIdentifier'),
    birthDay: typed(words, 'birthDay'),
    birthMonth: typed(words, 'birthMonth'),
    birthYear: typed(words, 'birthYear'),
  };
}

/** What is asked for, or every fault in it. Nothing here says whether there is such a record. */
export function readOpening(given: TypedOpening): Outcome<OpeningAsked> {
  const whose = whoseRecord(given);
  const reason = readReason(given);
  if (whose.ok && reason.ok) return ok({ whose: whose.value, ...reason.value });
  return faulty([...(whose.ok ? [] : whose.faults), ...(reason.ok ? [] : reason.faults)]);
}

function whoseRecord(given: TypedOpening): Outcome<WhoseRecord> {
  if (given.child !== '')
    return isUuid(given.child)
      ? ok({ childId: given.child.toLowerCase() })
      : faulty([{ at: 'nhsNumber', message: 'Enter a number and the birth date' }]);
  const number = given.localIdentifier.trim() === '' ? nhsNumberOf(given) : localNumberOf(given);
  const birthDate = dateOf(given);
  if (number.ok && birthDate !== undefined) return ok({ ...number.value, birthDate });
  return faulty([
    ...(number.ok ? [] : number.faults),
    ...(birthDate === undefined
      ? [{ at: 'birthDay', message: 'Enter the birth date, for example 27 3 2019' }]
      : []),
  ]);
}

function nhsNumberOf(given: TypedOpening): Outcome<{ nhsNumber: NhsNumber }> {
  const checked = checkNhsNumber(given.nhsNumber.trim());
  if (checked.is === 'valid') return ok({ nhsNumber: checked.number });
  const message =
    checked.is === 'missing'
      ? 'Enter the NHS number, or the number that a provider gave the child'
      : 'This is not an NHS number: ten digits, of which the last fits the others';
  return faulty([{ at: 'nhsNumber', message }]);
}

/** Longer than any identifier of a child that a provider reports (CSDS: 20 letters and digits). */
const LONGEST_IDENTIFIER = 50;

function localNumberOf(given: TypedOpening): Outcome<{ provider: string; localIdentifier: string }> {
  const faults: Fault[] = [];
  const localIdentifier = given.localIdentifier.trim();
  // Which of the two counts is not ours to guess: a right number beside a wrong one would open the wrong record.
  if (given.nhsNumber.trim() !== '')
    faults.push({ at: 'nhsNumber', message: 'Enter one number alone: the NHS number or the provider’s' });
  if (given.provider === '')
    faults.push({ at: 'provider', message: 'Choose the provider that gave this number' });
  if (localIdentifier.length > LONGEST_IDENTIFIER || /\p{Cc}/u.test(localIdentifier + given.provider))
    faults.push({ at: 'localIdentifier', message: 'This is not a number that a provider gives a child' });
  return faults.length > 0 ? faulty(faults) : ok({ provider: given.provider, localIdentifier });
}

function dateOf({ birthDay, birthMonth, birthYear }: TypedOpening): PlainDate | undefined {
  const [day, month, year] = [birthDay, birthMonth, birthYear].map((part) => part.trim());
  if (!/^\d{1,2}$/.test(day ?? '') || !/^\d{1,2}$/.test(month ?? '') || !/^\d{4}$/.test(year ?? ''))
    return undefined;
  return parsePlainDate(`${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`);
}
