import { isUuid } from '../kernel/ids.js';
import { checkNhsNumber, type NhsNumber } from '../kernel/nhs-number.js';
import { type Fault, type Outcome, faulty, ok } from '../kernel/outcome.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import { type ReasonGiven, readReason, typed, type TypedReason, typedReason } from './reason-given.js';

/** The form as it was typed. `child` comes from a page of that child and stands in for number and birth date. */
export interface TypedOpening extends TypedReason {
  child: string;
  nhsNumber: string;
  birthDay: string;
  birthMonth: string;
  birthYear: string;
}

/** Whose record: both number and birth date exactly, for this is not a search; or a child that a page named. */
export type WhoseRecord = { childId: string } | { nhsNumber: NhsNumber; birthDate: PlainDate };

export interface OpeningAsked extends ReasonGiven {
  whose: WhoseRecord;
}

export function typedOpening(words: Readonly<Record<string, unknown>>): TypedOpening {
  return {
    ...typedReason(words),
    child: typed(words, 'child'),
    nhsNumber: typed(words, 'nhsNumber'),
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
      : faulty([{ at: 'nhsNumber', message: 'Enter the NHS number and the birth date' }]);
  const faults: Fault[] = [];
  const checked = checkNhsNumber(given.nhsNumber.trim());
  if (checked.is !== 'valid')
    faults.push({
      at: 'nhsNumber',
      message:
        checked.is === 'missing'
          ? 'Enter the NHS number'
          : 'This is not an NHS number: ten digits, of which the last fits the others',
    });
  const birthDate = dateOf(given);
  if (birthDate === undefined)
    faults.push({ at: 'birthDay', message: 'Enter the birth date, for example 27 3 2019' });
  return checked.is === 'valid' && birthDate !== undefined
    ? ok({ nhsNumber: checked.number, birthDate })
    : faulty(faults);
}

function dateOf({ birthDay, birthMonth, birthYear }: TypedOpening): PlainDate | undefined {
  const [day, month, year] = [birthDay, birthMonth, birthYear].map((part) => part.trim());
  if (!/^\d{1,2}$/.test(day ?? '') || !/^\d{1,2}$/.test(month ?? '') || !/^\d{4}$/.test(year ?? ''))
    return undefined;
  return parsePlainDate(`${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`);
}
