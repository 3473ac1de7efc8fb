import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isServerOf, runToEnd, signalProcess } from './children.js';
import { failureFrom } from './failure.js';
import { parsePostmasterFile, type PostmasterFile } from './postmaster-file.js';
import type { Account } from './server-account.js';
import type { ServerHome } from './server-home.js';
import { initdbArguments } from './server-settings.js';

const thoroughly = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

/** PostgreSQL's own data directory, inside a server's home. */
export class Cluster {
  readonly directory: string;

  constructor(
    private readonly home: ServerHome,
    private readonly account: Account | null,
  ) {
    this.directory = join(home.folder, 'cluster');
  }

  /**
   * Makes it where there is none: beside its place, and moved there whole, so that nobody ever finds half of one. Of
   * two processes that do so at once one wins and the other's is thrown away.
   */
  async make(initdb: string, durable: boolean, signal: AbortSignal): Promise<void> {
    this.clearAbandoned();
    if (this.isMade()) return;
    const making = `${this.directory}.new-${process.pid}`;
    const passwordFile = `${making}.password`;
    rmSync(passwordFile, { force: true });
    try {
      this.writePassword(passwordFile);
      const args = initdbArguments(making, passwordFile, durable);
      const { code, output } = await runToEnd(initdb, args, this.account, signal);
      if (code !== 0) throw failureFrom('A database could not be made', output, this.home.folder);
      try {
        renameSync(making, this.directory);
      } catch (error) {
        if (!this.isMade()) throw error;
      }
    } finally {
      rmSync(passwordFile, { force: true });
      rmSync(making, thoroughly);
    }
  }

  /** By its handle, never by its name again: the folder belongs to another account, which could change what is there. */
  private writePassword(path: string): void {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeFileSync(file, `${this.home.password}\n`);
      if (this.account) fchownSync(file, this.account.uid, this.account.gid);
    } finally {
      closeSync(file);
    }
  }

  /** The server that runs on it, if one does. What a killed one left behind is cleared away. */
  running(): PostmasterFile | null {
    const file = join(this.directory, 'postmaster.pid');
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return null;
    }
    const written = parsePostmasterFile(text);
    const pid = written?.pid ?? Number.parseInt(text, 10);
    if (!(pid > 0)) return null;
    if (this.isServedBy(pid)) return written ?? { pid, directory: this.directory, port: 0, status: null };
    /* PostgreSQL clears a dead server's file itself, but refuses where the number now belongs to another process. */
    if (signalProcess(pid, 0)) rmSync(file, { force: true });
    return null;
  }

  isServedBy(pid: number): boolean {
    return isServerOf(pid, this.directory);
  }

  private isMade(): boolean {
    return existsSync(join(this.directory, 'PG_VERSION'));
  }

  /** Half-made data directories of processes that were killed. */
  private clearAbandoned(): void {
    for (const name of readdirSync(this.home.folder)) {
      const maker = Number(/^cluster\.new-(\d+)/.exec(name)?.[1] ?? process.pid);
      if (maker !== process.pid && !signalProcess(maker, 0)) rmSync(join(this.home.folder, name), thoroughly);
    }
  }
}
