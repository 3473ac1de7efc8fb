import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type Schema, SERVICE_ROLE } from './data-source.js';
import { migrate } from './migrate.js';

/**
 * One `DataSource` for the process, working as the service's own role. Whoever owns the tables brings them up to date
 * first, on a connection of its own that is closed before anything else is built.
 */
@Module({})
export class DatabaseModule {
  static for(urls: DatabaseUrls, schema: Schema): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSourceOptions(urls.service, schema, SERVICE_ROLE), retryAttempts: 1 }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('no database options');
            const owner = await new DataSource(dataSourceOptions(urls.owner, schema, 'owner')).initialize();
            try {
              await migrate(owner);
            } finally {
              await owner.destroy();
            }
            return new DataSource(options).initialize();
          },
        }),
      ],
    };
  }
}

/** The same address twice, unless tables are owned by another login than the one the service runs under. */
export interface DatabaseUrls {
  service: string;
  owner: string;
}
