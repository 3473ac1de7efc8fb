import { Logger } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { sameText } from '../auth/sessions/secret.js';
import type { SignedInReader } from '../auth/ports.js';
import { answer } from './problem.filter.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const FIELD = '_csrf';

/**
 * A change asked for under a browser's session must carry that session's token, which another site cannot read: as the
 * field `_csrf` of a form or the header `x-csrf-token` of a script. It stands beside the check of where a request
 * comes from (`same-site.ts`), for browsers that do not say. A program's bearer token is not sent by a browser of
 * itself and needs none. The field is taken out before anything reads the form: requests allow no unknown field.
 */
export function csrfCheck(signedIn: SignedInReader): RequestHandler {
  const log = new Logger('Refused');
  return (request, response, next) => {
    if (SAFE.has(request.method)) return next();
    const sent = taken(request);
    signedIn.read(request).then(
      (found) => {
        if (found === null || found.csrfToken === null) return next();
        if (sent !== null && sameText(sent, found.csrfToken)) return next();
        log.warn({
          msg: 'refused',
          why: sent === null ? 'a change without its token' : 'a change with another token',
        });
        answer(request, response, {
          title: 'Refused',
          status: 403,
          detail:
            sent === null
              ? 'This change did not say which sign-in it belongs to. Open the page again and repeat it; nothing was changed.'
              : 'This page was opened under another sign-in. Open it again and repeat the change; nothing was changed.',
        });
      },
      // A token that does not hold: the door to the handler says so, in its own words.
      () => next(),
    );
  };
}

function taken(request: Request): string | null {
  const header = request.headers['x-csrf-token'];
  const body: unknown = request.body;
  let field: unknown;
  if (typeof body === 'object' && body !== null && FIELD in body) {
    field = body[FIELD];
    delete (body as Record<string, unknown>)[FIELD];
  }
  const sent = typeof header === 'string' ? header : field;
  return typeof sent === 'string' && sent !== '' ? sent : null;
}
