import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Binaries, binaries } from './embedded/binaries.js';
import { isServerOf, runToEnd, signalProcess } from './embedded/children.js';
import { parsePostmasterFile, type PostmasterFile } from './embedded/postmaster-file.js';
import { type Account, runAs, serverAccount } from './embedded/server-account.js';
import { folderElsewhere, type ServerHome, serverHome } from './embedded/server-home.js';
import { troubleIn } from './embedded/server-log.js';
import {
  DATABASE,
  databaseUrl,
  initdbArguments,
  SERVER_ACCOUNT,
  serverArguments,
} from './embedded/server-settings.js';

/** A database that this process uses and may have to stop. */
export interface OpenDatabase {
  url: string;
  /** Says that this process is done; the server stops with its last user. */
  release(): Promise<void>;
}

/** The embedded server cannot be had: one clear sentence. */
export class EmbeddedPostgresFailure extends Error {}

export interface EmbeddedOptions {
  dataDir: string;
  /** Aborted when the process is told to stop; whatever was begun is undone. */
  signal: AbortSignal;
  /** false: for tests, nothing survives a power cut. */
  durable?: boolean;
  /** Told when the server this process uses has died and when it is back. */
  onLost?: (what: 'lost' | 'back' | 'gone') => void;
}

/** An advisory lock that every process holds shared while it uses the server; whoever can take it alone is the last. */
const IN_USE = 7_701_900;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/**
 * Real PostgreSQL from npm's packages, under a data directory: made where there is none, started where it does not run,
 * joined where another process runs it. The server is a process of its own that outlives a killed service and is found
 * again by its `postmaster.pid`. Who uses it is known to the server itself, by a lock that every user's connection
 * holds: a killed process leaves nothing behind that could lie.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<OpenDatabase> {
  if (process.platform === 'win32')
    throw new EmbeddedPostgresFailure('On Windows set DATABASE_URL to a PostgreSQL server of your own');
  try {
    const account = await serverAccount();
    const home = serverHome(options.dataDir, account, await freePort());
    const programs = await binaries(account, () =>
      account ? folderElsewhere(account) : join(home.folder, 'programs'),
    );
    const server = new EmbeddedServer(home, programs, account, options);
    await server.open();
    return { url: server.url, release: () => server.release() };
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof EmbeddedPostgresFailure) throw error;
    throw new EmbeddedPostgresFailure(
      `The embedded PostgreSQL could not start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

class EmbeddedServer {
  private readonly cluster: string;
  private readonly log: string;
  private readonly durable: boolean;
  /** The connection that holds the shared lock. */
  private keeper: pg.Client | null = null;
  private port: number;
  /** The server this process itself started, until it is known to serve. */
  private started: ChildProcess | null = null;
  private released = false;

  constructor(
    private readonly home: ServerHome,
    private readonly programs: Binaries,
    private readonly account: Account | null,
    private readonly options: EmbeddedOptions,
  ) {
    this.cluster = join(home.folder, 'cluster');
    this.log = home.log;
    this.durable = options.durable ?? true;
    this.port = home.port;
  }

  get url(): string {
    return databaseUrl(this.port, this.home.password, DATABASE);
  }

  /** Makes, starts or joins the server until this process holds its share of it. */
  async open(): Promise<void> {
    const { signal } = this.options;
    try {
      await this.initialise();
      const deadline = Date.now() + START_TIMEOUT_MS;
      while (this.keeper === null) {
        signal.throwIfAborted();
        if (Date.now() > deadline)
          throw new EmbeddedPostgresFailure(`PostgreSQL did not answer within a minute: see ${this.log}`);
        const running = this.running();
        if (running) await this.join(running);
        else await this.start();
        if (this.keeper === null) await wait(40);
      }
      await this.createDatabase();
      signal.throwIfAborted();
    } catch (error) {
      await this.undo();
      throw error;
    }
  }

  /** Gives this process's share back, and stops the server when nobody else has one. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    const { keeper } = this;
    this.keeper = null;
    const running = this.running();
    if (!keeper || !running) return;
    try {
      await keeper.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE]);
      const answer = await keeper.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [
        IN_USE,
      ]);
      /* The lock is held alone until the server is gone: whoever comes meanwhile waits and starts it anew. */
      if (answer.rows[0]?.last) await this.stop(running.pid);
    } catch {
      /* The connection broke: the server is stopping or gone, by somebody else's doing. */
    } finally {
      await keeper.end().catch(() => undefined);
    }
  }

  /** A start that did not come to its end leaves no server behind that it started itself. */
  private async undo(): Promise<void> {
    if (this.keeper) await this.release();
    else if (this.started) await ended(this.started, 'SIGINT');
    this.released = true;
  }

  private async stop(pid: number): Promise<void> {
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    signalProcess(pid, 'SIGINT');
    while (isServerOf(pid, this.cluster)) {
      if (Date.now() > deadline)
        throw new EmbeddedPostgresFailure(
          `PostgreSQL (process ${pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} seconds`,
        );
      await wait(20);
    }
  }

  /** Makes the data directory beside its place and moves it there whole; of two who do so at once, one wins. */
  private async initialise(): Promise<void> {
    this.clearAbandoned();
    if (existsSync(join(this.cluster, 'PG_VERSION'))) return;
    const making = `${this.cluster}.new-${process.pid}`;
    const passwordFile = `${making}.password`;
    rmSync(passwordFile, { force: true });
    try {
      writeFileSync(passwordFile, `${this.home.password}\n`, { mode: 0o600, flag: 'wx' });
      if (this.account) chownSync(passwordFile, this.account.uid, this.account.gid);
      const { code, output } = await runToEnd(
        this.programs.initdb,
        initdbArguments(making, passwordFile, this.durable),
        this.account,
        this.options.signal,
      );
      if (code !== 0)
        throw new EmbeddedPostgresFailure(this.sentence('A database could not be made', output));
      try {
        renameSync(making, this.cluster);
      } catch (error) {
        if (!existsSync(join(this.cluster, 'PG_VERSION'))) throw error;
      }
    } finally {
      rmSync(passwordFile, { force: true });
      rmSync(making, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  }

  /** Half-made data directories of processes that were killed. */
  private clearAbandoned(): void {
    for (const name of readdirSync(this.home.folder)) {
      const maker = /^cluster\.new-(\d+)/.exec(name)?.[1];
      if (maker && Number(maker) !== process.pid && !signalProcess(Number(maker), 0))
        rmSync(join(this.home.folder, name), {
          recursive: true,
          force: true,
          maxRetries: 10,
          retryDelay: 50,
        });
    }
  }

  /** The server of this data directory, if one runs. What a killed one left behind is cleared away. */
  private running(): PostmasterFile | null {
    const file = join(this.cluster, 'postmaster.pid');
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return null;
    }
    const written = parsePostmasterFile(text);
    const pid = written?.pid ?? Number.parseInt(text, 10);
    if (pid > 0 && isServerOf(pid, this.cluster))
      return written ?? { pid, directory: this.cluster, port: 0, status: null };
    /* PostgreSQL clears a dead server's file itself, but refuses where the number now belongs to another process. */
    if (pid > 0 && signalProcess(pid, 0)) rmSync(file, { force: true });
    return null;
  }

  /** Takes a share of a running server; none where it is still starting or already stopping. */
  private async join(running: PostmasterFile): Promise<void> {
    if (running.port === 0 || running.status === 'stopping') return;
    const client = new pg.Client({
      connectionString: databaseUrl(running.port, this.home.password, 'postgres'),
      application_name: `breakwater ${process.pid}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const answer = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock_shared($1) AS taken',
        [IN_USE],
      );
      if (answer.rows[0]?.taken) {
        this.port = running.port;
        this.keep(client);
        return;
      }
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code === '28P01' || code === '28000') {
        await client.end().catch(() => undefined);
        throw new EmbeddedPostgresFailure(
          `the server in ${this.cluster} does not accept the password in postgres.json: put the right file back`,
          { cause: error },
        );
      }
    }
    await client.end().catch(() => undefined);
  }

  private keep(client: pg.Client): void {
    this.keeper = client;
    client.once('end', () => {
      if (this.released || this.keeper !== client) return;
      this.keeper = null;
      void this.reopen();
    });
  }

  /** The server died under a running service: start it again at the same address, for as long as it takes. */
  private async reopen(): Promise<void> {
    this.options.onLost?.('lost');
    const before = this.port;
    while (!this.released && this.keeper === null && !this.options.signal.aborted) {
      try {
        const running = this.running();
        if (running) await this.join(running);
        else await this.start();
      } catch {
        await wait(1_000);
      }
      if (this.keeper === null) await wait(100);
    }
    if (this.keeper !== null) this.options.onLost?.(this.port === before ? 'back' : 'gone');
  }

  private async start(): Promise<void> {
    if (!(await isFree(this.port))) this.port = await freePort();
    if (existsSync(this.log) && statSync(this.log).size > 5_000_000) rmSync(this.log);
    const from = existsSync(this.log) ? statSync(this.log).size : 0;
    const log = openSync(this.log, 'a', 0o600);
    let child: ChildProcess;
    try {
      child = spawn(
        this.programs.postgres,
        serverArguments({ directory: this.cluster, port: this.port }, this.durable),
        {
          ...runAs(this.account),
          cwd: '/',
          detached: true,
          env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
          stdio: ['ignore', log, log],
        },
      );
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
    } finally {
      closeSync(log);
    }
    child.unref();
    this.started = child;
    while (lives(child)) {
      if (this.options.signal.aborted || this.running()?.status === 'ready') return;
      await wait(20);
    }
    this.started = null;
    const said = readFileSync(this.log, 'utf8').slice(from);
    const trouble = troubleIn(said);
    if (trouble.is === 'sentence')
      throw new EmbeddedPostgresFailure(this.sentence('PostgreSQL stopped', said));
    if (trouble.is === 'port_taken') this.port = await freePort();
  }

  private async createDatabase(): Promise<void> {
    const { keeper } = this;
    if (!keeper) return;
    const found = await keeper.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount !== 0) return;
    try {
      await keeper.query(`CREATE DATABASE ${DATABASE} OWNER ${SERVER_ACCOUNT}`);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== '42P04' && code !== '23505') throw error;
    }
  }

  private sentence(what: string, said: string): string {
    const trouble = troubleIn(said);
    return `${what}: ${trouble.is === 'sentence' ? trouble.sentence : trouble.is} (data in ${this.home.folder})`;
  }
}

const lives = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Ends a child of our own and waits until it has gone. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  while (lives(child)) {
    child.kill(signal);
    await wait(50);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
