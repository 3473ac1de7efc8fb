import { Injectable } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { DataSource } from 'typeorm';
import { Invalid } from '../../http/problems.js';
import { viewerId } from '../claims/viewer-of.js';
import { CLOCK_TOLERANCE_S, IdentityProvider } from '../oidc/identity-provider.js';
import { Sessions } from '../sessions/sessions.js';
import { type Origin, SignInRecord } from '../sign-in-record.js';
import { ProviderKeys, SIGNED_BY } from './provider-keys.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds: the provider sends it when it happens, so an old one is a copy. */
const OLDEST_S = 300;

/** The provider says that somebody's session there is over (OpenID Connect Back-Channel Logout 1.0): so is it here. */
@Injectable()
export class BackChannel {
  constructor(
    private readonly dataSource: DataSource,
    private readonly provider: IdentityProvider,
    private readonly keys: ProviderKeys,
    private readonly sessions: Sessions,
    private readonly record: SignInRecord,
  ) {}

  /** Answers how many sessions ended. Throws Invalid where the token does not hold. Twice is the same as once. */
  async end(logoutToken: string, origin: Origin): Promise<number> {
    const { issuer, of } = await this.verified(logoutToken);
    return this.dataSource.transaction(async (tx) => {
      const ended = await this.sessions.endAtProvider(tx, issuer, of);
      for (const { id, viewer } of ended)
        await this.record.write(tx, viewer, origin, [
          {
            action: 'session.ended',
            subjectKind: 'session',
            subjectId: id,
            detail: { why: 'ended by the identity provider' },
          },
        ]);
      return ended.length;
    });
  }

  private async verified(token: string) {
    const source = this.provider.sourceOrFail();
    const issuer = source.issuer();
    const payload = await jwtVerify(token, await this.keys.keys(), {
      issuer,
      audience: source.clientId,
      algorithms: SIGNED_BY,
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: OLDEST_S,
      requiredClaims: ['iat', 'jti', 'events'],
    }).then(
      (verified) => verified.payload,
      (error: unknown) => {
        if (error instanceof errors.JOSEError) throw notHolding();
        throw error;
      },
    );
    return { issuer, of: whose(payload, issuer) };
  }
}

function whose(payload: JWTPayload, issuer: string): { providerSession: string } | { viewerId: string } {
  const events = payload['events'];
  // A nonce would make it an ID token, which says the opposite of signing out.
  if (typeof events !== 'object' || events === null || !(EVENT in events) || 'nonce' in payload)
    throw notHolding();
  const sid = payload['sid'];
  if (typeof sid === 'string') return { providerSession: sid };
  if (typeof payload.sub === 'string') return { viewerId: viewerId(issuer, payload.sub) };
  throw notHolding();
}

const notHolding = (): Invalid => new Invalid([{ at: 'logout_token', message: 'does not hold' }]);
