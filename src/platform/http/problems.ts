import type { Fault } from '../../kernel/outcome.js';

/** There is no such thing, or not for you: 404. */
export class NotFound extends Error {}

/** The move is not allowed from where things stand now, or contradicts what is stored: 409. */
export class Conflict extends Error {}

/** What was sent cannot be accepted: 422, with every fault at once. */
export class Invalid extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map((fault) => `${fault.at}: ${fault.message}`).join('; '));
  }
}

/** Nobody is signed in, or what was sent to prove it does not hold: 401, and for a page the way to sign in. */
export class NotSignedIn extends Error {}

/** Signed in, and not allowed: 403. */
export class Refused extends Error {}

/** What was sent cannot be read, whatever was meant by it: 400. */
export class Unreadable extends Error {}

/** It is of a kind that is not read there: 415. */
export class WrongKind extends Error {}

/** There is more of it than is read: 413. */
export class TooLarge extends Error {}
