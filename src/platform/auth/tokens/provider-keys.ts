import { Injectable } from '@nestjs/common';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
  jwksCache,
  type JWKSCacheInput,
} from 'jose';
import { nothingAnswers, SignInFailure } from '../oidc/failure.js';
import { IdentityProvider } from '../oidc/identity-provider.js';

/** Signature algorithms believed: only those with a public key. `none` and the shared-secret ones are not among them. */
export const SIGNED_BY = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];

/** jose says a key set that could not be fetched as a plain error, a timeout, or what fetch threw. */
export function isDown(error: unknown): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    nothingAnswers(error) ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  );
}

/**
 * The provider's public keys, kept for ten minutes and asked for again when a token names one that is not known, at
 * most every ten seconds: a rotated key counts at once, and made-up key ids do not become load on the provider.
 */
@Injectable()
export class ProviderKeys {
  private known: { uri: string; keys: JWTVerifyGetKey } | null = null;
  private readonly kept: JWKSCacheInput = {};

  constructor(private readonly provider: IdentityProvider) {}

  async keys(): Promise<JWTVerifyGetKey> {
    const { jwks_uri } = await this.provider.metadata();
    if (jwks_uri === undefined) throw new SignInFailure('unverified');
    if (this.known?.uri !== jwks_uri) {
      const source = this.provider.sourceOrFail();
      this.known = {
        uri: jwks_uri,
        keys: createRemoteJWKSet(new URL(jwks_uri), {
          cacheMaxAge: 10 * 60_000,
          cooldownDuration: 10_000,
          timeoutDuration: 5_000,
          [jwksCache]: this.kept,
          ...(source.fetch ? { [customFetch]: source.fetch } : {}),
        }),
      };
    }
    return this.known.keys;
  }
}
