import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { currentRequest } from './logger.js';

const GIVEN_ID = /^[A-Za-z0-9-]{8,64}$/;

/**
 * Gives every request a number (a trusted proxy's own where it sends one: nobody else's word goes into the trail), answers it in `x-request-id`, and writes one line
 * when the answer is sent. The line names the route as written (`/referrals/:id`), never the address as asked: a
 * search for a child's name is in the query string.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = comesFromAProxy(request) ? request.headers['x-request-id'] : undefined;
    const requestId = typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
    response.setHeader('x-request-id', requestId);
    const started = process.hrtime.bigint();
    response.on('close', () => {
      const route: unknown = (request.route as { path?: unknown } | undefined)?.path;
      logger.log({
        requestId,
        method: request.method,
        route: typeof route === 'string' ? route : '(none)',
        status: response.statusCode,
        finished: response.writableFinished,
        ms: Math.round(Number(process.hrtime.bigint() - started) / 1e5) / 10,
        msg: 'request',
      });
    });
    currentRequest.run({ requestId }, next);
  };
}

/** As the setting TRUSTED_PROXIES has it, which Express keeps as a function of the address that is connected. */
function comesFromAProxy({ app, socket }: Request): boolean {
  const trusts = app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
  return trusts(socket.remoteAddress, 0);
}
