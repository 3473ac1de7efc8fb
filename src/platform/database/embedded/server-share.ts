import pg from 'pg';
import { EmbeddedPostgresFailure } from './failure.js';
import type { PostmasterFile } from './postmaster-file.js';
import { DATABASE, databaseUrl, SERVER_ACCOUNT } from './server-settings.js';

/** An advisory lock that every process holds shared while it uses the server; whoever can take it alone is the last. */
const IN_USE = 7_701_900;

/**
 * One process's share of a running server: a connection that holds the lock. The server itself knows who uses it, and
 * a killed process leaves nothing behind that could lie.
 */
export class ServerShare {
  private constructor(private readonly client: pg.Client) {}

  /** null where the server is still starting or already stopping: ask again. */
  static async take(running: PostmasterFile, password: string): Promise<ServerShare | null> {
    if (running.port === 0 || running.status === 'stopping') return null;
    const client = new pg.Client({
      connectionString: databaseUrl(running.port, password, 'postgres'),
      application_name: `breakwater ${process.pid}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    /* A broken connection is also told by `end`, which is listened to. */
    client.on('error', () => undefined);
    try {
      await client.connect();
      const answer = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock_shared($1) AS taken',
        [IN_USE],
      );
      if (answer.rows[0]?.taken) return new ServerShare(client);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === '28P01' || code === '28000') {
        await client.end().catch(() => undefined);
        throw new EmbeddedPostgresFailure(
          `the server in ${running.directory} does not accept the password in postgres.json: put the right file back`,
          { cause: error },
        );
      }
    }
    await client.end().catch(() => undefined);
    return null;
  }

  /** Told once when the connection ends, by whoever's doing. */
  onEnd(told: () => void): void {
    this.client.once('end', told);
  }

  /** Makes our database where there is none; two who do so at once make one. */
  async createDatabase(): Promise<void> {
    const found = await this.client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount !== 0) return;
    try {
      await this.client.query(`CREATE DATABASE ${DATABASE} OWNER ${SERVER_ACCOUNT}`);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code !== '42P04' && code !== '23505') throw error;
    }
  }

  /**
   * Gives the share back. True: nobody else has one, and the lock is held alone until the connection is closed, so that
   * whoever comes meanwhile waits and starts the server anew. False also where the connection broke: the server is
   * stopping by somebody else's doing.
   */
  async giveBack(): Promise<boolean> {
    try {
      await this.client.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE]);
      const answer = await this.client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [
        IN_USE,
      ]);
      return answer.rows[0]?.last === true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}
