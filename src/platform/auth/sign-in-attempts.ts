import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { Checks } from './oidc/identity-provider.js';
import { SignInFailure } from './oidc/failure.js';
import { looksLikeSecret, secretHash } from './sessions/secret.js';

export const ATTEMPT_MINUTES = 10;

/** Sign-ins that were begun: kept here and not in the browser, each good once, for ten minutes, in one browser. */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async begin(checks: Checks, browserSecret: string, returnTo: string): Promise<void> {
    const now = this.clock.now();
    // What is long past goes here: there is no other moment at which somebody would have to think of it.
    await this.dataSource.query('DELETE FROM sign_in_attempt WHERE started_at < $1', [
      new Date(now.getTime() - 6 * ATTEMPT_MINUTES * 60_000),
    ]);
    await this.dataSource.query(
      `INSERT INTO sign_in_attempt (state_hash, browser_hash, nonce, verifier, return_to, started_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [secretHash(checks.state), secretHash(browserSecret), checks.nonce, checks.verifier, returnTo, now],
    );
  }

  /** Takes the attempt, so that it is never taken again. Throws SignInFailure: used before, another browser, too late. */
  async take(
    state: string | undefined,
    browserSecret: string | undefined,
  ): Promise<{ checks: Checks; returnTo: string }> {
    if (state === undefined || !looksLikeSecret(browserSecret)) throw new SignInFailure('used-twice');
    const [rows] = await this.dataSource.query<
      [{ nonce: string; verifier: string; return_to: string; started_at: Date }[], number]
    >(
      `DELETE FROM sign_in_attempt WHERE state_hash = $1 AND browser_hash = $2
       RETURNING nonce, verifier, return_to, started_at`,
      [secretHash(state), secretHash(browserSecret)],
    );
    const taken = rows[0];
    if (taken === undefined) throw new SignInFailure('used-twice');
    const age = this.clock.now().getTime() - taken.started_at.getTime();
    if (age > ATTEMPT_MINUTES * 60_000) throw new SignInFailure('expired');
    return {
      checks: { state, nonce: taken.nonce, verifier: taken.verifier },
      returnTo: taken.return_to,
    };
  }
}
