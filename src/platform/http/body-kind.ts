import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { faultOfJson } from './body-shape.js';
import { answer } from './problem.filter.js';
import { problemOf } from './problem.js';
import { TooLarge, Unreadable, WrongKind } from './problems.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What is read where: the API reads JSON, a page the form that it shows, and nothing else. */
const kindReadAt = (path: string): { type: string; words: string } =>
  /^\/api(\/|$)/i.test(path)
    ? { type: 'application/json', words: 'JSON in UTF-8 (application/json)' }
    : {
        type: 'application/x-www-form-urlencoded',
        words: 'the form of a page in UTF-8 (application/x-www-form-urlencoded)',
      };

/**
 * Refuses a body that is something else than is read here (415), or says itself that it is larger than `bytes` (413),
 * before any of it is read. Without this it would pass for an empty one, and its sender hear of fields that are missing.
 * Whoever sends no body needs no kind.
 */
export function onlyWhatIsRead(bytes: number): RequestHandler {
  return (request, response, next) => {
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > bytes) return answer(request, response, problemOf(new TooLarge()));
    if (SAFE.has(request.method)) return next();
    const { type, words } = kindReadAt(request.path);
    if (request.is(type) === type && isInUtf8(request)) return next();
    const refuse = (): void =>
      answer(request, response, problemOf(new WrongKind(`This address reads ${words}, and nothing else.`)));
    if (length > 0) return refuse();
    if (request.headers['transfer-encoding'] === undefined) return next();
    // Sent in pieces: that it was nothing at all is known once the first one has come, or the end.
    const nothing = (): void => next();
    request.once('end', nothing);
    request.once('readable', () => {
      if (request.read() === null) return;
      request.off('end', nothing);
      refuse();
    });
  };
}

/** Looks at JSON between its last byte and its first reading. Throws `Unreadable`. */
export function checkJson(_request: IncomingMessage, _response: unknown, body: Buffer): void {
  // Read all the same, each byte that is none would silently become a question mark in somebody's record.
  // What a header can make pass for UTF-8, and is read as UTF-16, has bytes of zero; JSON in UTF-8 never has.
  if (!isUtf8(body) || body.includes(0)) throw new Unreadable('It is not UTF-8.');
  const fault = faultOfJson(body.toString('utf8'));
  if (fault !== null) throw new Unreadable(fault);
}

/** Said here: what reads JSON would have it that whoever sent this is not allowed to. */
export const sayUnreadable: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (error instanceof Unreadable) answer(request, response, problemOf(error));
  else next(error);
};

function isInUtf8(request: Request): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '')?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}
