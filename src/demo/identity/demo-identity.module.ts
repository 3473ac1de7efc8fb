import { type DynamicModule, Module } from '@nestjs/common';
import { IDENTITY_SOURCE, OWN_PROVIDER } from '../../platform/auth/oidc/identity-source.js';
import type { Config } from '../../platform/config/config.js';
import { PublicAddress } from '../../platform/http/public-address.js';
import { DemoIdentity } from './demo-identity.service.js';

/** The demo's identity provider in place of a configured one; null where this is no demo. */
@Module({})
export class DemoIdentityModule {
  static for(config: Pick<Config, 'demoIdentity' | 'oidc'>): DynamicModule | null {
    if (config.demoIdentity !== true) return null;
    return {
      module: DemoIdentityModule,
      providers: [
        PublicAddress,
        DemoIdentity,
        { provide: IDENTITY_SOURCE, useExisting: DemoIdentity },
        { provide: OWN_PROVIDER, useExisting: DemoIdentity },
      ],
      exports: [DemoIdentity, IDENTITY_SOURCE, OWN_PROVIDER],
    };
  }
}
