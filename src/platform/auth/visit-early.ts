import type { Request } from 'express';
import type { Visit } from '../../kernel/viewer.js';
import { NotSignedIn } from '../http/problems.js';
import { currentRequest } from '../logging/logger.js';
import type { ScopeReader, SignedInReader } from './ports.js';

/**
 * Who reads a page, before any route is chosen: for what stands on every page. It opens nothing; the door to the
 * handler is still the guard's. null where nobody is signed in, and where what was sent to prove it does not hold.
 */
export function visitEarly(
  signedIn: SignedInReader,
  scopes: ScopeReader,
): (request: Request) => Promise<Visit | null> {
  return async (request) => {
    const found = await signedIn.read(request).catch((error: unknown) => {
      if (error instanceof NotSignedIn) return null;
      throw error;
    });
    return found === null
      ? null
      : {
          viewer: found.viewer,
          scope: await scopes.scopeOf(found.viewer),
          sessionId: found.sessionId,
          from: request.ip ?? null,
          requestId: currentRequest.getStore()?.requestId ?? null,
          why: null,
        };
  };
}
