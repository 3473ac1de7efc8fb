import { HttpException } from '@nestjs/common';
import type { Fault } from '../../kernel/outcome.js';
import {
  Conflict,
  Invalid,
  NotFound,
  NotSignedIn,
  Refused,
  TooLarge,
  Unreadable,
  WrongKind,
} from './problems.js';

/** What went wrong, as RFC 9457 `application/problem+json` and as an NHS page say it. */
export interface Problem {
  title: string;
  status: number;
  detail: string;
  /** Every fault at once, for 422. */
  errors?: readonly Fault[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'That could not be read',
  401: 'Not signed in',
  403: 'Refused',
  404: 'Not found',
  405: 'Not allowed here',
  409: 'That cannot be done from where things stand now',
  413: 'Too large',
  415: 'Not a format we read',
  422: 'There is a problem with what was sent',
  429: 'Too many requests',
  503: 'Not ready',
};

/** The one mapping from errors to answers. What we did not expect says nothing about its cause. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Invalid)
    return problem(
      422,
      error.faults.length === 1 ? '1 fault' : `${error.faults.length} faults`,
      error.faults,
    );
  if (error instanceof NotFound) return problem(404, error.message || 'There is nothing at this address.');
  if (error instanceof Conflict) return problem(409, error.message);
  if (error instanceof NotSignedIn) return problem(401, error.message);
  if (error instanceof Refused) return problem(403, error.message);
  if (error instanceof Unreadable) return problem(400, error.message);
  if (error instanceof WrongKind) return problem(415, error.message);
  const status = error instanceof TooLarge ? 413 : statusOf(error);
  if (status === 404) return problem(404, 'There is nothing at this address.');
  if (status === 413) return problem(413, 'What was sent is larger than this service accepts.');
  if (status !== null && status >= 400 && status < 500)
    return problem(status, error instanceof Error ? error.message : 'The request could not be read.');
  if (status === 503) return problem(503, 'The service is not ready. Try again in a moment.');
  return {
    title: 'Sorry, there is a problem with the service',
    status: 500,
    detail: 'It has been written down under the request number below. Nothing you sent was half-done.',
  };
}

const problem = (status: number, detail: string, errors?: readonly Fault[]): Problem => ({
  title: TITLES[status] ?? 'The request was refused',
  status,
  detail,
  ...(errors ? { errors } : {}),
});

/** Nest's own errors, and those of the body parser (which carry `status` and say they may be shown). */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'expose' in error && error.expose === true && 'status' in error)
    return Number(error.status);
  return null;
}
