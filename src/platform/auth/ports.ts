import type { Request } from 'express';
import type { Scope, Viewer } from '../../kernel/viewer.js';

/** What a request proved about who sends it. */
export interface SignedIn {
  viewer: Viewer;
  /** Which session, or which token; for the trail and for signing out. */
  sessionId: string;
  /** What a form or a script must send with a change; null where no browser is involved (a bearer token). */
  csrfToken: string | null;
  /** What rooms asked to be read with the session (`sessions/sessions.ts`); absent where there is none: a program. */
  alongside?: Alongside;
}

/** JSON values by the name they were asked under. */
export type Alongside = Readonly<Record<string, unknown>>;

/**
 * Who sends a request: a browser's session or a program's token. null: nobody is signed in.
 * Throws Refused (401) where something was sent that does not hold: expired, tampered, of another audience.
 */
export interface SignedInReader {
  read(request: Request): Promise<SignedIn | null>;
}
export const SIGNED_IN = Symbol('SignedInReader');

/** What a viewer may see today: the rooms that know agreements and opened records answer it. */
export interface ScopeReader {
  scopeOf(viewer: Viewer, alongside?: Alongside): Promise<Scope>;
}
export const SCOPES = Symbol('ScopeReader');
