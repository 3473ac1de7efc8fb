import { type DynamicModule, Global, Module } from '@nestjs/common';
import { PublicAddress } from '../http/public-address.js';
import type { RunningConfig } from '../platform.module.js';
import { SIGNED_IN } from './ports.js';
import { Sessions } from './sessions/sessions.js';
import { WhoIsSignedIn } from './who-is-signed-in.js';

/** Signing in, and who is signed in. Everybody may have `SIGNED_IN` injected. */
@Global()
@Module({})
export class AuthModule {
  static for(_config: RunningConfig): DynamicModule {
    return {
      module: AuthModule,
      providers: [PublicAddress, Sessions, WhoIsSignedIn, { provide: SIGNED_IN, useExisting: WhoIsSignedIn }],
      exports: [SIGNED_IN, WhoIsSignedIn, Sessions, PublicAddress],
    };
  }
}
