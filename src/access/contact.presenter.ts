import type { Naming } from '../kernel/naming.js';
import type { Fault } from '../kernel/outcome.js';
import { dayInWords, moment } from '../kernel/plain-words.js';
import type { ContactShown, ReportedContact } from './contact.js';
import { type ReasonForm, reasonForm } from './open-record.presenter.js';
import type { TypedReason } from './reason-given.js';

/** Said instead of a blank: a reader must be able to tell what is missing on purpose from what nobody knows. */
export const WITHHELD = 'Not shown on purpose: this record is restricted';
const NOT_RECORDED = 'Not recorded';

/** CSDS relationships that lists use most; any other code is printed as it came. */
const RELATIONSHIPS: Readonly<Record<string, string>> = {
  MTH: 'mother',
  FTH: 'father',
  GRPRN: 'grandparent',
  PRNFOST: 'foster carer',
  GUARD: 'guardian',
};

export interface ContactView extends ReasonForm {
  name: string;
  withheld: readonly { key: string; value: string }[];
  mayOpen: boolean;
  openAction: string;
  until: string;
  lists: readonly { heading: string; lines: readonly { key: string; value: string }[] }[];
}

export function contactView(
  childId: string,
  of: { name: string; shown: ContactShown; mayOpen: boolean },
  named: Naming,
  given: TypedReason = { reasonCode: '', reason: '' },
  faults: readonly Fault[] = [],
): ContactView {
  const { shown } = of;
  const contacts = shown.is === 'withheld' ? [] : shown.contacts;
  return {
    ...reasonForm(given, faults),
    name: of.name || 'Name not recorded',
    withheld:
      shown.is === 'withheld'
        ? ['Address', 'Contact', 'School', 'GP practice'].map((key) => ({ key, value: WITHHELD }))
        : [],
    mayOpen: shown.is === 'withheld' && of.mayOpen,
    openAction: `/children/${childId}/contact/open`,
    until: shown.is === 'opened' ? moment(shown.until) : '',
    lists: contacts.map((contact) => ({
      heading: `As ${named(contact.provider)} reported on ${dayInWords(contact.reportedOn)}`,
      lines: linesOf(contact),
    })),
  };
}

function linesOf(contact: ReportedContact): { key: string; value: string }[] {
  const relationship = contact.contactRelationship ?? '';
  return [
    { key: 'Address', value: together(contact.addressLine, contact.postcode) },
    { key: 'Contact', value: together(contact.contactName, RELATIONSHIPS[relationship] ?? relationship) },
    { key: 'Mobile', value: together(contact.contactMobile) },
    { key: 'Email', value: together(contact.contactEmail) },
    { key: 'School', value: together(contact.school) },
    { key: 'GP practice', value: together(contact.gpPractice) },
  ];
}

function together(...parts: readonly (string | null)[]): string {
  const said = parts.map((part) => (part ?? '').trim()).filter((part) => part !== '');
  return said.length === 0 ? NOT_RECORDED : said.join(', ');
}
