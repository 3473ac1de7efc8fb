import type { Naming } from '../kernel/naming.js';
import type { Fault } from '../kernel/outcome.js';
import { dayInWords, moment } from '../kernel/plain-words.js';
import type { TypedOpening } from './open-asked.js';
import { type OpenedList, type OpenedRecord, openingReasons, SHORTEST_REASON } from './opened-record.js';
import type { TypedReason } from './reason-given.js';

/** The fields of a reason, for the form that asks for one. */
export interface ReasonForm {
  reasons: readonly { value: string; text: string; checked: boolean }[];
  reason: string;
  shortest: number;
  errors: Readonly<Record<string, string>>;
  /** For the summary at the top of the page. */
  faults: readonly { text: string; href: string }[];
}

export function reasonForm(given: TypedReason, faults: readonly Fault[]): ReasonForm {
  return {
    reasons: Object.entries(openingReasons).map(([value, text]) => ({
      value,
      text,
      checked: value === given.reasonCode,
    })),
    reason: given.reason,
    shortest: SHORTEST_REASON,
    errors: {
      nhsNumber: '',
      provider: '',
      localIdentifier: '',
      birthDay: '',
      reasonCode: '',
      reason: '',
      ...Object.fromEntries(faults.map((fault) => [fault.at, fault.message])),
    },
    faults: faults.map((fault) => ({ text: fault.message, href: `#${fault.at}` })),
  };
}

export interface OpenFormView extends ReasonForm, Omit<TypedOpening, 'reasonCode' | 'reason' | 'provider'> {
  providers: readonly { value: string; text: string; selected: boolean }[];
}

/** `providers`: the codes of those that have lists here. */
export function openFormView(
  given: TypedOpening,
  faults: readonly Fault[],
  providers: readonly string[],
  named: Naming,
): OpenFormView {
  const { child, nhsNumber, localIdentifier, birthDay, birthMonth, birthYear } = given;
  return {
    ...reasonForm(given, faults),
    ...{ child, nhsNumber, localIdentifier, birthDay, birthMonth, birthYear },
    providers: [
      { value: '', text: 'Choose a provider', selected: given.provider === '' },
      ...providers.map((code) => ({
        value: code,
        text: named(code) === code ? code : `${named(code)} (${code})`,
        selected: code === given.provider,
      })),
    ],
  };
}

export function openedView(
  record: OpenedRecord,
  found: { name: string; lists: readonly OpenedList[] },
  named: Naming,
): object {
  return {
    name: found.name || 'Name not recorded',
    until: moment(record.endsAt),
    reason: `${openingReasons[record.reasonCode]}: ${record.reason}`,
    lists: found.lists.map((list) => ({
      href: `/referrals/${list.referralId}`,
      text: `The list of ${named(list.provider)}, as reported on ${dayInWords(list.reportedOn)}`,
    })),
    // A coordinator may neither flag a child who is not theirs nor read a contact; a clinician reads the contact.
    readOnly: record.viewerRole !== 'clinician',
    // Who looked is nothing that a coordinator reads (who-looked-policies.ts).
    whoLookedHref: record.viewerRole === 'clinician' ? `/children/${record.childId}/who-looked` : '',
  };
}
