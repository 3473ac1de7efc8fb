import { setTimeout as wait } from 'node:timers/promises';
import { signalProcess } from './children.js';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresFailure, failureFrom } from './failure.js';
import { freePort, isFree } from './free-port.js';
import type { Account } from './server-account.js';
import type { ServerHome } from './server-home.js';
import { troubleIn } from './server-log.js';
import { ServerProcess } from './server-process.js';
import { DATABASE, databaseUrl, serverArguments } from './server-settings.js';
import { ServerShare } from './server-share.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

export interface ServerOptions {
  home: ServerHome;
  cluster: Cluster;
  /** The program. */
  postgres: string;
  account: Account | null;
  durable: boolean;
  /** Aborted when this process is told to stop. */
  signal: AbortSignal;
  onLost?: ((what: 'lost' | 'back' | 'gone') => void) | undefined;
}

/** The server of one data directory as this process uses it: started or joined, started again if it dies, left. */
export class EmbeddedServer {
  private share: ServerShare | null = null;
  /** The server this process started last. */
  private started: ServerProcess | null = null;
  private port: number;
  private leaving = false;
  private reopening: Promise<void> = Promise.resolve();

  constructor(private readonly options: ServerOptions) {
    this.port = options.home.port;
  }

  get url(): string {
    return databaseUrl(this.port, this.options.home.password, DATABASE);
  }

  /** Starts or joins until this process has its share. Told to stop meanwhile, it leaves no server behind. */
  async open(): Promise<void> {
    const { signal, home } = this.options;
    const deadline = Date.now() + START_TIMEOUT_MS;
    try {
      while (this.share === null) {
        signal.throwIfAborted();
        if (Date.now() > deadline)
          throw new EmbeddedPostgresFailure(`PostgreSQL did not answer within a minute: see ${home.log}`);
        await this.startOrJoin();
      }
      await this.share.createDatabase();
      signal.throwIfAborted();
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Gives this process's share back, and stops the server when nobody else has one. */
  async release(): Promise<void> {
    if (this.leaving) return;
    this.leaving = true;
    await this.reopening;
    const { share } = this;
    if (share === null) {
      await this.started?.end();
      return;
    }
    const running = this.options.cluster.running();
    try {
      if ((await share.giveBack()) && running) await this.stop(running.pid);
    } finally {
      await share.close();
    }
  }

  private async startOrJoin(): Promise<void> {
    const running = this.options.cluster.running();
    if (running) {
      this.share = await ServerShare.take(running, this.options.home.password);
      if (this.share) {
        this.port = running.port;
        this.share.onEnd(() => {
          if (!this.leaving) this.reopening = this.reopen();
        });
      }
    } else await this.start();
    if (this.share === null) await wait(40);
  }

  /** Starts it and waits until it takes connections, or says why it did not. */
  private async start(): Promise<void> {
    const { cluster, postgres, account, home, durable, signal } = this.options;
    if (!(await isFree(this.port))) this.port = await freePort();
    const args = serverArguments({ directory: cluster.directory, port: this.port }, durable);
    const server = await ServerProcess.start(postgres, args, account, home.log);
    this.started = server;
    while (server.lives) {
      if (signal.aborted || this.leaving || cluster.running()?.status === 'ready') return;
      await wait(20);
    }
    const said = server.said();
    const trouble = troubleIn(said);
    if (trouble.is === 'sentence') throw failureFrom('PostgreSQL stopped', said, home.folder);
    if (trouble.is === 'port_taken') this.port = await freePort();
  }

  /** The server died under a running service: start it again at the same address, for as long as it takes. */
  private async reopen(): Promise<void> {
    this.share = null;
    this.options.onLost?.('lost');
    const before = this.port;
    while (!this.leaving && this.share === null) {
      try {
        await this.startOrJoin();
      } catch {
        /* A full disk may have room again; until then readiness says that the database does not answer. */
        await wait(1_000);
      }
    }
    if (this.share !== null) this.options.onLost?.(this.port === before ? 'back' : 'gone');
  }

  private async stop(pid: number): Promise<void> {
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    signalProcess(pid, 'SIGINT');
    while (this.options.cluster.isServedBy(pid)) {
      if (Date.now() > deadline)
        throw new EmbeddedPostgresFailure(
          `PostgreSQL (process ${pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} seconds`,
        );
      await wait(20);
    }
  }
}
