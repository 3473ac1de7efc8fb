import type { Request } from 'express';
import { type Actor, selfDeclared, systemActor } from '../../kernel/actor.js';

/** Long enough for any name, short enough for a page. */
const LONGEST_NAME = 120;

/**
 * Who asks. Until sign-in exists this is what somebody typed: the `by` field of a page's form, or the header
 * `x-actor-name` of an API call. An API call that names nobody is written down as exactly that.
 */
export function actorOf(request: Request): Actor {
  const body: unknown = request.body;
  const by = typeof body === 'object' && body !== null && 'by' in body ? body.by : undefined;
  const name = typeof by === 'string' && isForm(request) ? by : request.headers['x-actor-name'];
  const given = (Array.isArray(name) ? name[0] : name)?.slice(0, LONGEST_NAME);
  return selfDeclared(given) ?? systemActor('api, nobody signed in');
}

const isForm = (request: Request): boolean => Boolean(request.is('application/x-www-form-urlencoded'));
