import type { FactSource } from '../facts/fact.js';
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
 * Whether a fact said by that organisation may come from this viewer: their own, or a school's, which has no account
 * here. Nobody speaks for a council or for another trust.
 */
export function maySpeakFor(viewer: Viewer, organisation: string, source: FactSource): boolean {
  return organisation === viewer.organisation || source === 'school';
}

/** A program of an agency that sends what it knows, about a child it names, without seeing any list. */
export function sendsUnseen(viewer: Viewer): boolean {
  return viewer.kind === 'system';
}
