import type { Policy } from '../kernel/policy.js';
import { ALL, type Viewer } from '../kernel/viewer.js';

/** An entry on one of the organisation's own lists. */
export const receiveReferral: Policy = {
  name: 'referral.receive',
  act: 'change',
  roles: ['system', 'list_office'],
};

export const recordFact: Policy = { name: 'fact.record', act: 'change', roles: ['system', 'clinician'] };

export const withdrawFact: Policy = { name: 'fact.withdraw', act: 'change', roles: ['clinician'] };

/** A named clinician of that list: a band is confirmed by somebody who may treat the child. */
export const confirmBand: Policy = {
  name: 'band.confirm',
  act: 'change',
  roles: ['clinician'],
  may: ({ kind, agency }) => kind === 'person' && agency === 'health',
};

/**
 * Whether an entry on that list may come from this viewer: their organisation's, in a service they work in. Their
 * localities are not asked: where a child lives is known from the entry alone, changes, and is none for a restricted
 * address; an entry refused for it would be a child on nobody's list. What they may see of the answer is their scope's.
 */
export function isOwnList({ organisation, services }: Viewer, provider: string, service: string): boolean {
  return provider === organisation && (services === ALL || services.includes(service));
}

/**
 * Whether a fact under that organisation may come from this viewer: under their own alone. What a school, a council or a
 * parent told them is theirs too, with its source: they are the ones who can say where it came from, and withdraw it.
 * Under its own name a school is taken in only where an agreement names it, and then it is not for others to speak for.
 */
export function maySpeakFor(viewer: Viewer, organisation: string): boolean {
  return organisation === viewer.organisation;
}

/** A program of an agency that sends what it knows, about a child it names, without seeing any list. */
export function sendsUnseen(viewer: Viewer): boolean {
  return viewer.kind === 'system';
}
