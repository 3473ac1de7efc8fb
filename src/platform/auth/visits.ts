import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Visit } from '../../kernel/viewer.js';
import { NotSignedIn } from '../http/problems.js';
import { currentRequest } from '../logging/logger.js';
import { type ScopeReader, SCOPES, SIGNED_IN, type SignedInReader } from './ports.js';

/** Who a request comes from and what they may see: worked out once a request, for the page's frame and for its content. */
@Injectable()
export class Visits {
  private readonly known = new WeakMap<Request, Promise<Visit | null>>();

  constructor(
    @Inject(SIGNED_IN) private readonly signedIn: SignedInReader,
    @Inject(SCOPES) private readonly scopes: ScopeReader,
  ) {}

  /** null: nobody is signed in. Throws NotSignedIn where what was sent to prove it does not hold. */
  of(request: Request): Promise<Visit | null> {
    const before = this.known.get(request);
    if (before) return before;
    const now = this.read(request);
    this.known.set(request, now);
    return now;
  }

  /** The same, before any route is chosen: what does not hold is nobody, and the guard says so later. */
  early = (request: Request): Promise<Visit | null> =>
    this.of(request).catch((error: unknown) => {
      if (error instanceof NotSignedIn) return null;
      throw error;
    });

  private async read(request: Request): Promise<Visit | null> {
    const found = await this.signedIn.read(request);
    if (!found) return null;
    return {
      viewer: found.viewer,
      scope: await this.scopes.scopeOf(found.viewer, found.alongside),
      sessionId: found.sessionId,
      from: request.ip ?? null,
      requestId: currentRequest.getStore()?.requestId ?? null,
      why: null,
    };
  }
}
