import { Injectable } from '@nestjs/common';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { DataSource } from 'typeorm';
import type { Viewer } from '../../kernel/viewer.js';
import { Limits } from '../http/limits.js';
import { NotFound } from '../http/problems.js';
import { startOf } from '../views/menu.js';
import { viewerId, viewerOf } from './claims/viewer-of.js';
import { LockOut } from './lock-out.js';
import { SignInFailure, type WhyNot } from './oidc/failure.js';
import { IdentityProvider, type ProvenIdentity } from './oidc/identity-provider.js';
import type { SignedIn } from './ports.js';
import { freshSecret, looksLikeSecret } from './sessions/secret.js';
import { type OwnSession, Sessions } from './sessions/sessions.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { type Origin, SignInRecord } from './sign-in-record.js';

/** What says nothing of guessing: a provider that is down, an account already shut out, somebody who thought better of it. */
const NOT_COUNTED: ReadonlySet<WhyNot> = new Set(['provider-down', 'locked', 'cancelled']);

/** An answer to no attempt that is open in this browser. */
const OF_NOBODY: ReadonlySet<WhyNot> = new Set(['used-twice', 'expired']);

/** Signing in and out, from the first click to the session. Throws SignInFailure with its reason. */
@Injectable()
export class SignIn {
  constructor(
    private readonly dataSource: DataSource,
    private readonly provider: IdentityProvider,
    private readonly attempts: SignInAttempts,
    private readonly sessions: Sessions,
    private readonly limits: Limits,
    private readonly lockOut: LockOut,
    private readonly record: SignInRecord,
  ) {}

  /** Answers where the browser goes next, and what its short-lived cookie holds. */
  async begin(
    returnTo: string,
    browserSecret: string | undefined,
    origin: Origin,
  ): Promise<{ url: string; browserSecret: string }> {
    const wait = await this.limits.count('sign-in', origin.from ?? 'unknown');
    if (wait !== null) throw new SignInFailure('too-many');
    // One secret for all tabs of a browser: a second tab does not spoil what the first began.
    const secret = looksLikeSecret(browserSecret) ? browserSecret : freshSecret();
    const checks = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = await this.provider.authorizationUrl(checks);
    await this.attempts.begin(checks, secret, returnTo);
    return { url, browserSecret: secret };
  }

  /** What the provider's answer comes to: a session in this browser, begun afresh. */
  async finish(
    answer: { query: string; state: string | undefined; browserSecret: string | undefined },
    oldSecret: string | undefined,
    origin: Origin,
  ): Promise<{ secret: string; returnTo: string }> {
    if ((await this.limits.shutOut('failed-address', origin.from ?? 'unknown')) !== null)
      throw new SignInFailure('too-many');
    let account: string | null = null;
    try {
      const { checks, returnTo } = await this.attempts.take(answer.state, answer.browserSecret);
      const proven = await this.provider.prove(answer.query, checks);
      const { issuer, map } = this.issuerAndMap();
      account = viewerId(issuer, String(proven.claims['sub']));
      if ((await this.lockOut.locked(account)) !== null) throw new SignInFailure('locked');
      // Asking for it is not enough: a provider may answer with less (OpenID Connect Core 5.5.1.1).
      if (map.acr.length > 0 && !map.acr.includes(proven.acr ?? '')) throw new SignInFailure('too-weak');
      const admission = viewerOf(map, issuer, proven.claims);
      if ('refused' in admission) throw new SignInFailure(admission.refused);
      const secret = await this.open(admission.viewer, issuer, proven, oldSecret, origin);
      return { secret, returnTo: returnTo === '/' ? startOf(admission.viewer.role) : returnTo };
    } catch (error) {
      if (error instanceof SignInFailure) await this.refused(error.why, account, origin);
      throw error;
    }
  }

  /** Ends every session of this person. Answers where the provider ends its own; null where it cannot be asked. */
  async signOut({ viewer, sessionId }: SignedIn, origin: Origin): Promise<string | null> {
    const ended = await this.dataSource.transaction(async (tx) => {
      const all = await this.sessions.endAllOf(tx, viewer.id, 'signed out');
      await this.record.write(
        tx,
        viewer,
        origin,
        all.map(({ id }) => ({
          action: 'session.ended' as const,
          subjectKind: 'session' as const,
          subjectId: id,
          detail: { why: 'signed out' },
        })),
      );
      return all;
    });
    const here = ended.find((one) => one.id === sessionId);
    // Signed out here whatever the provider does: where it does not answer, its own session runs out by itself.
    return this.provider.endSessionUrl(here?.idToken ?? null).catch((error: unknown) => {
      if (error instanceof SignInFailure) return null;
      throw error;
    });
  }

  /** Where this person is signed in now. */
  async sessionsOf({ viewer }: SignedIn): Promise<OwnSession[]> {
    return this.sessions.openOf(viewer.id);
  }

  /** Ends one session of their own, on another computer say. Throws NotFound. */
  async endOne({ viewer }: SignedIn, id: string, origin: Origin): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const [ended] = await this.sessions.endOneOf(tx, viewer.id, id, 'signed out');
      if (!ended) throw new NotFound('You are not signed in there.');
      await this.record.write(tx, viewer, origin, [
        {
          action: 'session.ended',
          subjectKind: 'session',
          subjectId: ended.id,
          detail: { why: 'signed out' },
        },
      ]);
    });
  }

  private issuerAndMap() {
    const source = this.provider.sourceOrFail();
    return { issuer: source.issuer(), map: source.map };
  }

  private open(
    viewer: Viewer,
    issuer: string,
    { idToken, providerSession }: ProvenIdentity,
    oldSecret: string | undefined,
    origin: Origin,
  ): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      if (looksLikeSecret(oldSecret)) await this.sessions.endOne(tx, oldSecret, 'signed in again');
      const { id, secret } = await this.sessions.begin(tx, { viewer, issuer, providerSession, idToken });
      await this.record.write(tx, viewer, origin, [
        { action: 'session.begun', subjectKind: 'session', subjectId: id, detail: { role: viewer.role } },
      ]);
      return secret;
    });
  }

  private async refused(why: WhyNot, account: string | null, origin: Origin): Promise<void> {
    // Nobody is known, and nothing but a made-up address is needed for it: the log keeps it, and not the trail, whose
    // lines are kept for ever and written one after the other.
    if (OF_NOBODY.has(why)) return;
    await this.record.writeAlone(account === null ? null : { id: account }, origin, [
      { action: 'sign-in.refused', subjectKind: 'sign-in', subjectId: why },
    ]);
    if (NOT_COUNTED.has(why)) return;
    await this.limits.count('failed-address', origin.from ?? 'unknown');
    if (account !== null) await this.lockOut.failed(account, origin);
  }
}
