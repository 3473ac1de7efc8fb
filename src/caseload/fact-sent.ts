import { allowedValues, checkFactValue } from '../facts/check-fact.js';
import { isConfidence } from '../facts/confidence.js';
import { type Confidence, type FactDefinition, type FactSource, factSources } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { referralId } from '../kernel/ids.js';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import type { Fault } from '../kernel/outcome.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';

type Text = string | null | undefined;

/** Something said, as somebody sent it, its shape checked already (`record-fact.request.ts`). */
export interface FactSent {
  referralId?: Text;
  childId?: Text;
  provider?: Text;
  serviceRequestIdentifier?: Text;
  nhsNumber?: Text;
  birthDate?: Text;
  code: string;
  value: string;
  source: string;
  organisation: string;
  confidence?: Text;
  recordedOn: string;
}

/** What was said, checked; and by what its subject is to be found. */
export interface FactRead {
  definition: FactDefinition;
  value: string;
  source: FactSource;
  organisation: string;
  /** As stated; null: what the source means. */
  confidence: Confidence | null;
  recordedOn: PlainDate;
  /** The referral named, by either name. */
  referralId: string | null;
  childId: string | null;
  nhsNumber: string | null;
  birthDate: PlainDate | null;
}

/**
 * What is wrong with the meaning of a fact, every fault at once; whatever has no right shape is passed over here. A name
 * that people type (a number, an identifier) needs the birth date beside it: a slip of one digit is another child.
 */
export function faultsInFact(sent: Partial<FactSent>, today: PlainDate): Fault[] {
  const faults: Fault[] = [];
  const fault = (at: string, message: string): void => void faults.push({ at, message });
  const definition = typeof sent.code === 'string' ? factDefinition(sent.code) : undefined;
  if (typeof sent.code === 'string' && !definition) fault('code', 'is not a fact of the vocabulary');
  if (definition && typeof sent.value === 'string' && !checkFactValue(definition, sent.value))
    fault('value', `must be ${allowedValues(definition)}`);
  const recordedOn = date(sent.recordedOn);
  const birthDate = date(sent.birthDate);
  if (recordedOn && recordedOn > today) fault('recordedOn', 'is in the future');
  if (recordedOn && birthDate && recordedOn < birthDate) fault('recordedOn', 'is before the child was born');

  const identifier = present(sent.serviceRequestIdentifier);
  if (identifier !== present(sent.provider))
    fault(
      identifier ? 'provider' : 'serviceRequestIdentifier',
      'provider and serviceRequestIdentifier go together',
    );
  const namesReferral = present(sent.referralId) || identifier;
  const typed = present(sent.nhsNumber) || identifier;
  if (!namesReferral && !present(sent.childId) && !present(sent.nhsNumber))
    fault('referralId', 'say whom it is about: a referral, a child, or an NHS number with a birth date');
  if (typed && !present(sent.birthDate)) fault('birthDate', 'is needed beside a number or an identifier');
  if (present(sent.nhsNumber) && checkNhsNumber(sent.nhsNumber).is !== 'valid')
    fault('nhsNumber', 'is not an NHS number: ten digits of which the last is a check digit');
  if (definition?.subject === 'referral' && !namesReferral)
    fault('referralId', `${definition.code} is about one referral: say which`);
  return faults;
}

/** What has no faults, read. */
export function factRead(sent: FactSent): FactRead {
  const definition = factDefinition(sent.code);
  const source = factSources.find((known) => known === sent.source);
  const recordedOn = date(sent.recordedOn);
  if (!definition || !source || !recordedOn) throw new Error('a fact with faults was taken in');
  const number = checkNhsNumber(sent.nhsNumber);
  const named =
    present(sent.provider) && present(sent.serviceRequestIdentifier)
      ? referralId(sent.provider, sent.serviceRequestIdentifier)
      : null;
  return {
    definition,
    value: sent.value,
    source,
    organisation: sent.organisation.trim(),
    confidence: present(sent.confidence) && isConfidence(sent.confidence) ? sent.confidence : null,
    recordedOn,
    referralId: present(sent.referralId) ? sent.referralId.toLowerCase() : named,
    childId: present(sent.childId) ? sent.childId.toLowerCase() : null,
    nhsNumber: number.is === 'valid' ? number.number : null,
    birthDate: date(sent.birthDate) ?? null,
  };
}

/** Who was named, as held: what the referral's own list reports where one was named, else the child. */
export interface KnownSubject {
  referralId: string | null;
  childId: string;
  nhsNumber: string | null;
  birthDate: string;
}

export type Subject =
  | { is: 'found'; childId: string; referralId: string | null }
  | { is: 'faulty'; faults: Fault[] }
  | { is: 'nobody' };

/** Whom a fact is about, or what does not agree: the wrong child is worse than no fact. */
export function subjectOf(fact: FactRead, known: KnownSubject | undefined): Subject {
  if (!known) return { is: 'nobody' };
  const faults: Fault[] = [];
  if (fact.childId !== null && fact.childId !== known.childId)
    faults.push({ at: 'childId', message: 'the referral belongs to another child' });
  if (fact.nhsNumber !== null && fact.nhsNumber !== known.nhsNumber)
    faults.push({ at: 'nhsNumber', message: 'does not agree with what is held' });
  if (fact.birthDate !== null && fact.birthDate !== known.birthDate)
    faults.push({ at: 'birthDate', message: 'does not agree with what is held' });
  if (fact.recordedOn < known.birthDate && fact.birthDate === null)
    faults.push({ at: 'recordedOn', message: 'is before the child was born' });
  if (faults.length > 0) return { is: 'faulty', faults };
  // The vocabulary, not the sender, decides whether it is about the child or about the referral.
  const referralId = fact.definition.subject === 'referral' ? known.referralId : null;
  return { is: 'found', childId: known.childId, referralId };
}

const present = (value: Text): value is string => typeof value === 'string' && value.trim() !== '';
const date = (value: unknown): PlainDate | undefined =>
  typeof value === 'string' ? parsePlainDate(value) : undefined;
