import type { DataSourceOptions, MixedList } from 'typeorm';

type Classes = readonly (abstract new () => unknown)[];

/** What the entry points know and the platform does not: every room's tables and how they came to be. */
export interface Schema {
  entities: Classes;
  /** Oldest first. */
  migrations: Classes;
}

/** Connection options shared by every process. `synchronize` is never on: tables change by migration alone. */
export function dataSourceOptions(url: string, schema: Schema): DataSourceOptions {
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
  };
}
