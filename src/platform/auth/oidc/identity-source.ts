import type { RequestHandler } from 'express';
import type { ClientAuth } from 'openid-client';
import type { AccessMap } from '../claims/access-map.js';

/** Which identity provider people and programs sign in at, and what its word is worth here. */
export interface IdentitySource {
  /** Known for certain only once this service listens, where the provider is our own. */
  issuer(): string;
  clientId: string;
  clientAuth(): Promise<ClientAuth>;
  map: AccessMap;
  /** How its end points are reached, where that is not simply by their addresses. */
  fetch?: typeof fetch;
}

/** null: no provider is set up, and nobody can sign in. */
export const IDENTITY_SOURCE = Symbol('IdentitySource');

/** A provider of our own, for the demo alone: served under a path of this same address. */
export interface OwnProvider {
  path: string;
  handler: RequestHandler;
}
export const OWN_PROVIDER = Symbol('OwnProvider');
