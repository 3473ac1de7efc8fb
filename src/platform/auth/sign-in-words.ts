import type { WhyNot } from './oidc/failure.js';

/** One clear sentence for each way a sign-in comes to nothing, and the status it is answered with. Pure. */
export const signInWords: Readonly<Record<WhyNot, { sentence: string; status: number }>> = {
  'no-role': {
    sentence:
      'You chose no role, or one that your sign-in does not show as yours, so nobody can say what you may see.',
    status: 403,
  },
  'role-unknown': { sentence: 'The role you signed in with has no use here.', status: 403 },
  'organisation-unknown': {
    sentence: 'The organisation you signed in for does not use this service.',
    status: 403,
  },
  'claims-unknown': {
    sentence: 'Your sign-in says who you are in a way this service has not been set up to read.',
    status: 403,
  },
  'not-set-up': { sentence: 'Nobody can sign in yet: no identity provider has been set up.', status: 503 },
  'provider-down': {
    sentence: 'The sign-in service cannot be reached: try again in a few minutes.',
    status: 503,
  },
  'used-twice': {
    sentence: 'This sign-in link was used before, or was begun in another browser, and works only once.',
    status: 400,
  },
  expired: { sentence: 'Signing in took longer than ten minutes, so it has to be begun again.', status: 400 },
  cancelled: { sentence: 'Signing in was cancelled before it was finished.', status: 403 },
  unverified: {
    sentence: 'What came back from the sign-in service could not be trusted, so you are not signed in.',
    status: 403,
  },
  'too-weak': {
    sentence:
      'This service needs a stronger way of signing in than the one you used, for example your smartcard: sign in again with that.',
    status: 403,
  },
  locked: {
    sentence: 'This account is locked for a quarter of an hour, because too much was refused to it.',
    status: 429,
  },
  'too-many': {
    sentence: 'Signing in was tried too often from here: wait a little and try again.',
    status: 429,
  },
};
