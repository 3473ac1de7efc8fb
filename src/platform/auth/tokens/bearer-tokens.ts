import { createHash } from 'node:crypto';
import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import type { Request } from 'express';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { CONFIG, type Config } from '../../config/config.js';
import { Limits } from '../../http/limits.js';
import { NotSignedIn } from '../../http/problems.js';
import { PublicAddress } from '../../http/public-address.js';
import { systemOf } from '../claims/viewer-of.js';
import { LockOut } from '../lock-out.js';
import { SignInFailure } from '../oidc/failure.js';
import { CLOCK_TOLERANCE_S, IdentityProvider } from '../oidc/identity-provider.js';
import type { SignedIn } from '../ports.js';
import { originOf, SignInRecord } from '../sign-in-record.js';
import { isDown, ProviderKeys, SIGNED_BY } from './provider-keys.js';

/** Long enough for any access token; nothing longer is even read. */
const LONGEST_TOKEN = 8_192;

/**
 * Programs of an organisation: an access token (JWT, RFC 9068) that the identity provider issued to a client which
 * proved itself there, for this service and nobody else. Which program it is, and what it may touch, the access map
 * says.
 */
@Injectable()
export class BearerTokens {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly provider: IdentityProvider,
    private readonly keys: ProviderKeys,
    private readonly address: PublicAddress,
    private readonly limits: Limits,
    private readonly lockOut: LockOut,
    private readonly record: SignInRecord,
  ) {}

  /** null: the request carries none. Throws NotSignedIn where it carries one that does not hold. */
  async read(request: Request): Promise<SignedIn | null> {
    const given = request.headers.authorization;
    if (given === undefined) return null;
    const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(given)?.[1];
    if (token === undefined || token.length > LONGEST_TOKEN) return this.refused(request, 'unreadable');
    try {
      return await this.verified(token);
    } catch (error) {
      if (error instanceof NotSignedIn) return this.refused(request, error.message);
      if (error instanceof SignInFailure || isDown(error))
        throw new ServiceUnavailableException('the identity provider cannot be reached');
      if (error instanceof errors.JOSEError) return this.refused(request, error.code);
      throw error;
    }
  }

  private async verified(token: string): Promise<SignedIn> {
    const source = this.provider.sourceOrFail();
    const { payload } = await jwtVerify(token, await this.keys.keys(), {
      issuer: source.issuer(),
      audience: this.config.systemAudience ?? this.address.url(),
      algorithms: SIGNED_BY,
      typ: 'at+jwt',
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'iat', 'client_id'],
    });
    const viewer = systemOf(source.map, source.issuer(), String(payload['client_id']));
    // A token of a person (RFC 9068: sub is not the client) is not a program's: people come with a session.
    if (viewer === null || (payload.sub !== undefined && payload.sub !== payload['client_id']))
      throw new NotSignedIn('client unknown');
    if ((await this.lockOut.locked(viewer.id)) !== null) throw new NotSignedIn('locked');
    return { viewer, sessionId: tokenId(payload, token), csrfToken: null };
  }

  /**
   * The answer never says which check failed; the trail does, until too many were refused from there. A token that holds
   * is believed all the same: others behind that address are not shut out with whoever guesses.
   */
  private async refused(request: Request, why: string): Promise<never> {
    const address = request.ip ?? 'unknown';
    if ((await this.limits.shutOut('failed-address', address)) !== null)
      throw new NotSignedIn('Too many tokens from here were refused: wait a quarter of an hour.');
    await this.limits.count('failed-address', address);
    await this.record.writeAlone(null, originOf(request), [
      { action: 'token.refused', subjectKind: 'token', subjectId: why },
    ]);
    throw new NotSignedIn('The token of this request does not hold here.');
  }
}

/** Names the token in the trail without being it. */
function tokenId(payload: JWTPayload, token: string): string {
  return payload.jti ?? createHash('sha256').update(token).digest('base64url').slice(0, 22);
}
