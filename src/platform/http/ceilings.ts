import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config/config.js';
import { answer } from './problem.filter.js';

/**
 * How many requests a minute one session, and one address, may make of this process. Counted in memory: a write to the
 * database for every request would cost more than what it protects. What is scarce (signing in, and being refused) is
 * counted in the database by `Limits`.
 */
export function requestCeilings(
  { requestsPerMinute }: Pick<Config, 'requestsPerMinute'>,
  secretIn: (request: Request) => string | undefined,
): RequestHandler {
  const bySession = new RateLimiterMemory({ points: requestsPerMinute.session, duration: 60 });
  const byAddress = new RateLimiterMemory({ points: requestsPerMinute.address, duration: 60 });
  return (request, response, next) => {
    if (request.path.startsWith('/health/')) return next();
    const secret = secretIn(request);
    const counted = [byAddress.consume(request.ip ?? 'unknown')];
    // Never the secret itself, not even in memory.
    if (secret !== undefined)
      counted.push(bySession.consume(createHash('sha256').update(secret).digest('base64url')));
    Promise.all(counted).then(
      () => next(),
      (refused: unknown) => {
        if (!(refused instanceof RateLimiterRes)) return next(refused);
        response.set('retry-after', String(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))));
        answer(request, response, {
          title: 'Too many requests',
          status: 429,
          detail: 'There were too many requests in a minute. Wait a little and try again.',
        });
      },
    );
  };
}
