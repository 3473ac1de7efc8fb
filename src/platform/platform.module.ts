import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CLOCK } from '../kernel/clock.js';
import { Trail } from './audit/trail.js';
import type { AccessMap } from './auth/claims/access-map.js';
import { ACCESS_MAP, configuredMap } from './auth/claims/configured-map.js';
import { Counting } from './auth/counting.js';
import { Looking } from './auth/looking.js';
import { IDENTITY_SOURCE, type IdentitySource } from './auth/oidc/identity-source.js';
import { Organisations } from './auth/organisations.js';
import { Reach } from './auth/reach.js';
import { Sessions } from './auth/sessions/sessions.js';
import { CONFIG, type Config } from './config/config.js';
import type { Schema } from './database/data-source.js';
import { DatabaseModule } from './database/database.module.js';
import { Installation } from './database/installation.js';
import { HealthController } from './health/health.controller.js';
import { PlatformChecks } from './health/platform-checks.js';
import { Readiness } from './health/readiness.js';
import { PageNotices } from './views/page-notices.js';
import { Starting } from './http/starting.js';
import { QueueModule } from './queue/queue.module.js';
import { SystemClock } from './time/system-clock.js';

/** The configuration once a database is known, embedded or not. */
export type RunningConfig = Config & { databaseUrl: string };

/** What every room may have injected: `CLOCK`, `CONFIG`, `Trail`, `Installation`, `Readiness`, TypeORM's `DataSource`. */
@Global()
@Module({})
export class PlatformModule {
  static for(config: RunningConfig, schema: Schema): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DatabaseModule.for(
          { service: config.databaseUrl, owner: config.databaseOwnerUrl ?? config.databaseUrl },
          schema,
        ),
        QueueModule.for(config),
      ],
      controllers: [HealthController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useClass: SystemClock },
        {
          provide: ACCESS_MAP,
          // The demo has a map of its own, where people sign in at the demo's own provider.
          useFactory: (source: IdentitySource | null | undefined): AccessMap | null =>
            source?.map ?? configuredMap(config),
          inject: [{ token: IDENTITY_SOURCE, optional: true }],
        },
        Trail,
        Installation,
        Readiness,
        PageNotices,
        PlatformChecks,
        Starting,
        Counting,
        Looking,
        Reach,
        Organisations,
        Sessions,
      ],
      exports: [
        CONFIG,
        CLOCK,
        Trail,
        Installation,
        Readiness,
        PageNotices,
        Starting,
        Counting,
        Looking,
        Reach,
        ACCESS_MAP,
        Organisations,
        Sessions,
      ],
    };
  }
}
