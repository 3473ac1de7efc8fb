import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import type { NotLetIn } from '../claims/viewer-of.js';

/** Why a sign-in came to nothing; `sign-in-words.ts` says each in one sentence. */
export type WhyNot =
  | NotLetIn
  | 'not-set-up'
  | 'provider-down'
  | 'used-twice'
  | 'expired'
  | 'cancelled'
  | 'unverified'
  | 'too-weak'
  | 'locked'
  | 'too-many';

export class SignInFailure extends Error {
  constructor(
    readonly why: WhyNot,
    options?: { cause?: unknown },
  ) {
    super(why, options);
  }
}

/** Codes of openid-client that mean the provider answered wrongly as a server, not that a token is false. */
const SERVER_TROUBLE = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** What an error of the protocol means for the person who waits. */
export function failureOf(error: unknown): SignInFailure {
  if (error instanceof SignInFailure) return error;
  const because = { cause: error };
  if (error instanceof AuthorizationResponseError)
    return new SignInFailure(error.error === 'access_denied' ? 'cancelled' : 'unverified', because);
  if (error instanceof ResponseBodyError)
    return new SignInFailure(error.status >= 500 ? 'provider-down' : 'unverified', because);
  if (nothingAnswers(error)) return new SignInFailure('provider-down', because);
  if (error instanceof ClientError)
    return new SignInFailure(SERVER_TROUBLE.has(error.code ?? '') ? 'provider-down' : 'unverified', because);
  return new SignInFailure('unverified', because);
}

/** What `fetch` throws where nothing answers, however often it was wrapped on its way here. */
export function nothingAnswers(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { message, cause } = error as { message?: unknown; cause?: unknown };
  return message === 'fetch failed' || nothingAnswers(cause);
}
