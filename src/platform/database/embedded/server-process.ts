import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Account, runAs } from './server-account.js';

/** A longer log is begun anew at the next start. */
const LONGEST_LOG = 5_000_000;

/** A server that this process started. It has a session of its own: Ctrl-C does not reach it, and it outlives us. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
    private readonly logFrom: number,
  ) {}

  static async start(
    program: string,
    args: readonly string[],
    account: Account | null,
    log: string,
  ): Promise<ServerProcess> {
    if (existsSync(log) && statSync(log).size > LONGEST_LOG) rmSync(log);
    const logFrom = existsSync(log) ? statSync(log).size : 0;
    const output = openSync(log, 'a', 0o600);
    try {
      const child = spawn(program, args, {
        ...runAs(account),
        cwd: '/',
        detached: true,
        env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', output, output],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      return new ServerProcess(child, log, logFrom);
    } finally {
      closeSync(output);
    }
  }

  get lives(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has printed since it was started. */
  said(): string {
    return readFileSync(this.log).subarray(this.logFrom).toString();
  }

  /** Stops it as `pg_ctl stop -m fast` does, and waits until it has gone. */
  async end(): Promise<void> {
    while (this.lives) {
      this.child.kill('SIGINT');
      await wait(50);
    }
  }
}
