import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type Schema } from './data-source.js';
import { migrate } from './migrate.js';

/** One `DataSource` for the process, migrated before anything else is built on it. */
@Module({})
export class DatabaseModule {
  static for(url: string, schema: Schema): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSourceOptions(url, schema), retryAttempts: 1 }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('no database options');
            const dataSource = await new DataSource(options).initialize();
            try {
              await migrate(dataSource);
            } catch (error) {
              await dataSource.destroy();
              throw error;
            }
            return dataSource;
          },
        }),
      ],
    };
  }
}
