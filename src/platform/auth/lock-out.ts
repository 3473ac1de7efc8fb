import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Viewer } from '../../kernel/viewer.js';
import { LOCK_MINUTES, Limits } from '../http/limits.js';
import { Sessions } from './sessions/sessions.js';
import { type Origin, SignInRecord } from './sign-in-record.js';

/**
 * Who is refused too much is shut out for a while, wherever they are signed in: an account whose sign-ins fail, and one
 * that feels its way along what it may not see.
 */
@Injectable()
export class LockOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly limits: Limits,
    private readonly sessions: Sessions,
    private readonly record: SignInRecord,
  ) {}

  /** Seconds an account is still shut out; null: it is not. */
  async locked(account: string): Promise<number | null> {
    const waits = await Promise.all([
      this.limits.shutOut('failed-account', account),
      this.limits.shutOut('probing', account),
    ]);
    return waits.reduce((longest, wait) => (wait === null ? longest : Math.max(longest ?? 0, wait)), null);
  }

  /** A sign-in or a token of an account was refused. */
  async failed(account: string, origin: Origin): Promise<void> {
    const already = await this.limits.shutOut('failed-account', account);
    const wait = await this.limits.count('failed-account', account);
    if (wait !== null && already === null) await this.lock({ id: account }, 'sign-ins refused', origin);
  }

  /** Something was refused to somebody signed in: 403, or 404 for what is not theirs. */
  async refused(viewer: Viewer, origin: Origin): Promise<void> {
    if ((await this.limits.shutOut('probing', viewer.id)) !== null) return;
    if ((await this.limits.count('probing', viewer.id)) !== null)
      await this.lock(viewer, 'too much was refused', origin);
  }

  private async lock(who: Viewer | { id: string }, why: string, origin: Origin): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const ended = await this.sessions.endAllOf(tx, who.id, 'locked');
      await this.record.write(tx, who, origin, [
        {
          action: 'account.locked',
          subjectKind: 'account',
          subjectId: who.id,
          detail: { why, minutes: LOCK_MINUTES, sessionsEnded: ended.length },
        },
      ]);
    });
  }
}
