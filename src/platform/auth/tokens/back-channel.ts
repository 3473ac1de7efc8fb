import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { DataSource } from 'typeorm';
import { Invalid } from '../../http/problems.js';
import { viewerId } from '../claims/viewer-of.js';
import { SignInFailure } from '../oidc/failure.js';
import { CLOCK_TOLERANCE_S, IdentityProvider } from '../oidc/identity-provider.js';
import { Sessions } from '../sessions/sessions.js';
import { type Origin, SignInRecord } from '../sign-in-record.js';
import { isDown, ProviderKeys, SIGNED_BY } from './provider-keys.js';

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

  /**
   * Answers how many sessions ended. Throws Invalid where the token does not hold, 503 where that cannot be told now.
   * Twice is the same as once.
   */
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
    const { source, keys } = await this.trusted();
    const issuer = source.issuer();
    const payload = await jwtVerify(token, keys, {
      issuer,
      audience: source.clientId,
      algorithms: SIGNED_BY,
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: OLDEST_S,
      requiredClaims: ['iat', 'jti', 'events'],
    }).then(
      (verified) => verified.payload,
      (error: unknown) => {
        if (isDown(error)) throw unreachable();
        if (error instanceof errors.JOSEError) throw notHolding();
        throw error;
      },
    );
    return { issuer, of: whose(payload, issuer) };
  }

  /** Where its keys cannot be read the provider is told so (503), and sends it again: the session must not live on. */
  private async trusted() {
    try {
      return { source: this.provider.sourceOrFail(), keys: await this.keys.keys() };
    } catch (error) {
      if (error instanceof SignInFailure || isDown(error)) throw unreachable();
      throw error;
    }
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

const unreachable = (): ServiceUnavailableException =>
  new ServiceUnavailableException('the identity provider cannot be reached');
const notHolding = (): Invalid => new Invalid([{ at: 'logout_token', message: 'does not hold' }]);
