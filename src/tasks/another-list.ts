import type { Naming } from '../kernel/naming.js';
import { codeInWords } from '../kernel/plain-words.js';

/** What is said of another organisation to somebody who may not know its code, and how its duty role is reached. */
export interface WhomToAsk {
  named: Naming;
  /** How the duty role of that organisation is reached; null: nobody has said (DUTY_CONTACT, DUTY_CONTACTS). */
  dutyContactOf(organisation: string | null): string | null;
}

/**
 * What somebody who may read, and not act, is told in place of a form: it is on a list that is shown to them and is
 * not theirs. `provider`: a code; null: which list is not known.
 */
export function onAnotherList(provider: string | null, actToday: boolean, whom: WhomToAsk): string {
  const name = provider === null ? null : whom.named(provider);
  if (!actToday) return `This is on the list of ${name ?? 'another provider'}: ask the team there to act.`;
  const whose = `This is on ${name ?? 'another provider'}’s list. Make sure their duty clinician knows`;
  const dutyContact = whom.dutyContactOf(provider);
  return dutyContact === null ? `${whose}: ring ${name ?? 'the provider'}.` : `${whose}: ${dutyContact}.`;
}

/** provider/service as a reader from elsewhere knows them; anything else as it is. */
export function listInWords(list: string, named: Naming): string {
  const [provider = '', service = '', ...more] = list.split('/');
  if (provider === '' || service === '' || more.length > 0) return list;
  // Codes as short as that are initials.
  return `${service.length <= 3 ? service.toUpperCase() : codeInWords(service)}, ${named(provider)}`;
}
