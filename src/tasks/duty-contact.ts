import { ALL } from '../kernel/viewer.js';

/** How duty roles are reached: one contact for all, and others for single organisations, or localities of one. */
export interface DutyContacts {
  /** Where no other is said; null: nobody has said. */
  contact: string | null;
  contacts: readonly { organisation: string; locality: string | null; contact: string }[];
}

/**
 * How the duty role of an organisation is reached, for somebody in these localities; null: nobody has said. Whoever is in
 * all of them reads the organisation's own, and where it has one by locality alone, each with its locality. Never chosen
 * by where a child lives: it would tell.
 */
export function dutyContactOf(
  { contact, contacts }: DutyContacts,
  organisation: string | null,
  localities: readonly string[] | typeof ALL = ALL,
): string | null {
  const theirs = contacts.filter((one) => one.organisation === organisation);
  const ofAll = theirs.find(({ locality }) => locality === null)?.contact;
  const single = theirs.filter(({ locality }) => locality !== null);
  if (localities !== ALL && localities.length > 0) {
    const found = localities.map(
      (place) => single.find(({ locality }) => locality === place)?.contact ?? ofAll ?? contact,
    );
    return [...new Set(found)].filter((one) => one !== null).join('; ') || null;
  }
  const each = single.map(({ locality, contact: one }) => `${locality ?? ''}: ${one}`);
  return ofAll ?? (each.length > 0 ? each.join('; ') : contact);
}
