import type { Settings } from './environment.js';

/** How a duty role is reached, of one organisation, or of one locality of it (null: of all). */
export interface DutyContact {
  organisation: string;
  locality: string | null;
  contact: string;
}

const ENTRY = /^([^\s/=]+)(?:\/([^\s/=]+))?\s*=\s*(\S.*)$/s;

/** A setting such as `NR5=01752 000001; RK9/north=bleep 12`; says what it cannot read. */
export function dutyContacts(settings: Settings, name: string): DutyContact[] {
  const entries = (settings.text(name) ?? '').split(';').map((entry) => entry.trim());
  const contacts = entries
    .filter((entry) => entry !== '')
    .flatMap((entry): DutyContact[] => {
      const [, organisation, locality = null, contact] = ENTRY.exec(entry) ?? [];
      if (organisation !== undefined && contact !== undefined) return [{ organisation, locality, contact }];
      settings.fault(
        name,
        `has ${JSON.stringify(entry)}, which is neither organisation=contact nor organisation/locality=contact`,
      );
      return [];
    });
  const whose = contacts.map(({ organisation, locality }) => `${organisation}/${locality ?? ''}`);
  if (new Set(whose).size < whose.length) settings.fault(name, 'says twice how somebody is reached');
  return contacts;
}
