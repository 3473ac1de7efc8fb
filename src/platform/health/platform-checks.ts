import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { migrationStatus } from '../database/migrate.js';
import { Readiness } from './readiness.js';

/** What the platform itself needs: the database, its migrations and, where configured, Redis. */
@Injectable()
export class PlatformChecks implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly readiness: Readiness,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.readiness.register({
      name: 'database',
      check: async () => {
        await this.dataSource.query('SELECT 1');
        return { ok: true };
      },
    });
    this.readiness.register({
      name: 'migrations',
      check: async () => {
        const { pending, unknown } = await migrationStatus(this.dataSource);
        return {
          ok: pending.length === 0 && unknown.length === 0,
          detail: { pending: pending.length, unknown: unknown.length },
        };
      },
    });
    const { redisUrl } = this.config;
    if (redisUrl !== null)
      this.readiness.register({ name: 'redis', check: async () => ({ ok: await redisAnswers(redisUrl) }) });
  }
}

/** A short connection of its own: a client that reconnects by itself would hide that Redis is gone. */
async function redisAnswers(url: string): Promise<boolean> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 2_000,
    disconnectTimeout: 100,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
