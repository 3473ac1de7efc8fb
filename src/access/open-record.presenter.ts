import type { Fault } from '../kernel/outcome.js';
import { moment } from './moment.js';
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
      birthDay: '',
      reasonCode: '',
      reason: '',
      ...Object.fromEntries(faults.map((fault) => [fault.at, fault.message])),
    },
    faults: faults.map((fault) => ({ text: fault.message, href: `#${fault.at}` })),
  };
}

export type OpenFormView = ReasonForm & Omit<TypedOpening, 'reasonCode' | 'reason'>;

export function openFormView(given: TypedOpening, faults: readonly Fault[]): OpenFormView {
  const { child, nhsNumber, birthDay, birthMonth, birthYear } = given;
  return { ...reasonForm(given, faults), child, nhsNumber, birthDay, birthMonth, birthYear };
}

export function openedView(
  record: OpenedRecord,
  found: { name: string; lists: readonly OpenedList[] },
): object {
  return {
    name: found.name || 'Name not recorded',
    until: moment(record.endsAt),
    reason: `${openingReasons[record.reasonCode]}: ${record.reason}`,
    lists: found.lists.map((list) => ({
      href: `/referrals/${list.referralId}`,
      text: `The list of ${list.provider}, as reported on ${dayOf(list.reportedOn)}`,
    })),
    whoLookedHref: `/children/${record.childId}/who-looked`,
  };
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** A plain date in words. */
export const dayOf = (date: string): string => DAY.format(new Date(`${date}T00:00:00Z`));
