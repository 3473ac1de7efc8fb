import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { PublicAddress } from '../http/public-address.js';
import type { SignedIn, SignedInReader } from './ports.js';
import { cookieFor, cookieIn } from './sessions/cookies.js';
import { csrfTokenOf } from './sessions/secret.js';
import { Sessions } from './sessions/sessions.js';
import { BearerTokens } from './tokens/bearer-tokens.js';

/**
 * Who sends a request: a program by its token, or else the browser's session. Asked once a request; whoever asks again
 * is told the same.
 */
@Injectable()
export class WhoIsSignedIn implements SignedInReader {
  private readonly asked = new WeakMap<Request, Promise<SignedIn | null>>();

  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: BearerTokens,
    private readonly address: PublicAddress,
  ) {}

  read(request: Request): Promise<SignedIn | null> {
    const before = this.asked.get(request);
    if (before) return before;
    const now =
      request.headers.authorization === undefined ? this.bySession(request) : this.tokens.read(request);
    this.asked.set(request, now);
    return now;
  }

  /** The secret of the session this browser says it has, good or not. */
  secretIn(request: Request): string | undefined {
    return cookieIn(request, cookieFor('session', this.address.isHttps()).name);
  }

  private async bySession(request: Request): Promise<SignedIn | null> {
    const secret = this.secretIn(request);
    const open = secret === undefined ? null : await this.sessions.open(secret);
    return secret === undefined || open === null
      ? null
      : {
          viewer: open.viewer,
          sessionId: open.id,
          csrfToken: csrfTokenOf(secret),
          alongside: open.alongside,
        };
  }
}
