import { join } from 'node:path';
import { binaries } from './embedded/binaries.js';
import { Cluster } from './embedded/cluster.js';
import { EmbeddedServer } from './embedded/embedded-server.js';
import { EmbeddedPostgresFailure, inWords } from './embedded/failure.js';
import { freePort } from './embedded/free-port.js';
import { serverAccount } from './embedded/server-account.js';
import { folderElsewhere, ownerOfHome, serverHome } from './embedded/server-home.js';

export { EmbeddedPostgresFailure } from './embedded/failure.js';
export { removeHome as removeEmbeddedPostgres } from './embedded/server-home.js';

/** A database that this process uses and may have to stop. */
export interface OpenDatabase {
  url: string;
  /** Says that this process is done; the server stops with its last user. */
  release(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  /** Aborted when the process is told to stop; whatever was begun is undone. */
  signal: AbortSignal;
  /** false: for tests, nothing survives a power cut. */
  durable?: boolean;
  /** Told when the server this process uses has died, and when it is back (`gone`: back, at another address). */
  onLost?: (what: 'lost' | 'back' | 'gone') => void;
}

/**
 * Real PostgreSQL from npm's packages, under a data directory: made where there is none, started where it does not run,
 * joined where another process runs it. The server is a process of its own that outlives a killed service and is found
 * again by its `postmaster.pid`; it stops when the last process that uses it leaves. Throws `EmbeddedPostgresFailure`
 * with one clear sentence, or the signal's reason.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<OpenDatabase> {
  const { dataDir, signal, durable = true, onLost } = options;
  if (process.platform === 'win32')
    throw new EmbeddedPostgresFailure('On Windows set DATABASE_URL to a PostgreSQL server of your own');
  try {
    const account = await serverAccount(ownerOfHome(dataDir));
    const home = serverHome(dataDir, account, await freePort());
    const programs = await binaries(account, () =>
      account ? folderElsewhere(account) : join(home.folder, 'programs'),
    );
    const cluster = new Cluster(home, account);
    await cluster.make(programs.initdb, durable, signal);
    const server = new EmbeddedServer({
      home,
      cluster,
      postgres: programs.postgres,
      account,
      durable,
      signal,
      onLost,
    });
    await server.open();
    return { url: server.url, release: () => server.release() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EmbeddedPostgresFailure) throw error;
    throw new EmbeddedPostgresFailure(`The embedded PostgreSQL could not start: ${inWords(error, dataDir)}`, {
      cause: error,
    });
  }
}
