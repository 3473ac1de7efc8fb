import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Limits } from '../http/limits.js';
import { PublicAddress } from '../http/public-address.js';
import type { RunningConfig } from '../platform.module.js';
import { LockOut } from './lock-out.js';
import { configuredSource } from './oidc/configured-source.js';
import { IdentityProvider } from './oidc/identity-provider.js';
import { IDENTITY_SOURCE, OWN_PROVIDER } from './oidc/identity-source.js';
import { SIGNED_IN } from './ports.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInRecord } from './sign-in-record.js';
import { SignInPages } from './sign-in.pages.js';
import { SignIn } from './sign-in.service.js';
import { BackChannel } from './tokens/back-channel.js';
import { BearerTokens } from './tokens/bearer-tokens.js';
import { ProviderKeys } from './tokens/provider-keys.js';
import { WhoIsSignedIn } from './who-is-signed-in.js';

/** Signing in, and who is signed in. Everybody may have `SIGNED_IN` injected. */
@Global()
@Module({})
export class AuthModule {
  /** `demo`: a module that provides `IDENTITY_SOURCE` and `OWN_PROVIDER` in place of the configured provider. */
  static for(config: RunningConfig, demo: DynamicModule | null): DynamicModule {
    const source = [
      { provide: IDENTITY_SOURCE, useFactory: () => configuredSource(config) },
      { provide: OWN_PROVIDER, useValue: null },
    ];
    return {
      module: AuthModule,
      imports: demo === null ? [] : [demo],
      controllers: [SignInPages],
      providers: [
        ...(demo === null ? source : []),
        PublicAddress,
        IdentityProvider,
        ProviderKeys,
        BearerTokens,
        BackChannel,
        SignInAttempts,
        SignInRecord,
        SignIn,
        Limits,
        LockOut,
        WhoIsSignedIn,
        { provide: SIGNED_IN, useExisting: WhoIsSignedIn },
      ],
      exports: [
        SIGNED_IN,
        WhoIsSignedIn,
        PublicAddress,
        LockOut,
        Limits,
        ...(demo === null ? [OWN_PROVIDER, IDENTITY_SOURCE] : [demo]),
      ],
    };
  }
}
