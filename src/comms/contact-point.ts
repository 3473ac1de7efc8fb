import { type Fault, type Outcome, faulty, ok } from '../kernel/outcome.js';
import { emailAddress } from './email-address.js';

/** How a family answers: people who read and ring back. */
export interface ContactPoint {
  /** As the message is signed. */
  name: string;
  phone: string;
  email: string;
  /** When somebody answers, for example "Monday to Friday, 9am to 5pm". */
  hours: string;
  /** Invented, for the demonstration: real families are never sent it. */
  isExample: boolean;
}

/** A number kept for drama and an address that can belong to nobody. */
export const exampleContactPoint: ContactPoint = {
  name: 'the children’s waiting list team',
  phone: '01632 960123',
  email: 'waiting@example.org',
  hours: 'Monday to Friday, 9am to 5pm',
  isExample: true,
};

/**
 * The contact point from FAMILY_CONTACT_PHONE, FAMILY_CONTACT_EMAIL and FAMILY_CONTACT_HOURS, with an optional
 * FAMILY_CONTACT_NAME; the example where none is set. A half-filled one is a fault.
 */
export function readContactPoint(
  environment: Readonly<Record<string, string | undefined>>,
): Outcome<ContactPoint> {
  const text = (name: string): string => (environment[name] ?? '').trim();
  const needed = ['FAMILY_CONTACT_PHONE', 'FAMILY_CONTACT_EMAIL', 'FAMILY_CONTACT_HOURS'] as const;
  if (needed.every((name) => text(name) === '')) return ok(exampleContactPoint);
  const faults: Fault[] = needed
    .filter((name) => text(name) === '')
    .map((name) => ({ at: name, message: 'is needed with the other FAMILY_CONTACT_ settings' }));
  const email = emailAddress(text('FAMILY_CONTACT_EMAIL'));
  if (email === undefined && text('FAMILY_CONTACT_EMAIL') !== '')
    faults.push({ at: 'FAMILY_CONTACT_EMAIL', message: 'must be one email address' });
  if (text('FAMILY_CONTACT_PHONE') !== '' && !/^[0-9 +()]{8,20}$/.test(text('FAMILY_CONTACT_PHONE')))
    faults.push({ at: 'FAMILY_CONTACT_PHONE', message: 'must be a telephone number' });
  if (faults.length > 0 || email === undefined) return faulty(faults);
  return ok({
    name: text('FAMILY_CONTACT_NAME') || exampleContactPoint.name,
    phone: text('FAMILY_CONTACT_PHONE'),
    email,
    hours: text('FAMILY_CONTACT_HOURS'),
    isExample: false,
  });
}
