import { Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { errorLine } from '../logging/logger.js';
import type { LockOut } from './lock-out.js';
import type { SignedInReader } from './ports.js';
import { originOf } from './sign-in-record.js';

/** Counts what is refused to whoever is signed in, once the answer is sent: nobody waits for the counting. */
export function watchRefusals(signedIn: SignedInReader, lockOut: LockOut): RequestHandler {
  const log = new Logger('SignIn');
  return (request, response, next) => {
    response.on('finish', () => {
      if (response.statusCode !== 403 && response.statusCode !== 404) return;
      const origin = originOf(request);
      signedIn
        .read(request)
        .catch(() => null)
        .then((found) => (found === null ? undefined : lockOut.refused(found.viewer, origin)))
        .catch((error: unknown) =>
          log.error(error instanceof Error ? errorLine(error) : 'something that is not an error was thrown'),
        );
    });
    next();
  };
}
