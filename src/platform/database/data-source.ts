import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';

type Classes = readonly (abstract new () => unknown)[];

/** What the entry points know and the platform does not: every room's tables and how they came to be. */
export interface Schema {
  entities: Classes;
  /** Oldest first. */
  migrations: Classes;
}

/**
 * The database role that the running service works as, whoever logs in (migrations/1795690100000): it cannot change
 * append-only tables. Migrations run as whoever logs in, who must own the tables.
 */
export const SERVICE_ROLE = 'breakwater_service';

/** Connection options shared by every process. `synchronize` is never on: tables change by migration alone. */
export function dataSourceOptions(
  url: string,
  schema: Schema,
  role: typeof SERVICE_ROLE | 'owner',
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [...schema.entities] as MixedList<new () => object>,
    migrations: [...schema.migrations] as MixedList<new () => object>,
    synchronize: false,
    migrationsRun: false,
    applicationName: 'breakwater',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    poolSize: 10,
    connectTimeoutMS: 10_000,
    // What is asked for at once on one connection is sent at once (https://node-postgres.com/features/pipelining).
    // COPY cannot be: the owner's connections go without, and so does `oneAtATime`.
    ...(role === 'owner' ? {} : { extra: { options: `-c role=${role}`, pipeline: true } }),
  };
}

/** The same database as the same role, on one connection that sends one thing at a time: what COPY needs. Destroy it. */
export function oneAtATime({ options }: DataSource): Promise<DataSource> {
  if (options.type !== 'postgres') throw new Error(`${options.type} is not PostgreSQL`);
  const extra = options.extra as Readonly<Record<string, unknown>> | undefined;
  return new DataSource({ ...options, poolSize: 1, extra: { ...extra, pipeline: false } }).initialize();
}
