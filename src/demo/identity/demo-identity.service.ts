import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { Provider } from 'oidc-provider';
import {
  allowInsecureRequests,
  type ClientAuth,
  clientCredentialsGrant,
  customFetch,
  discovery,
  PrivateKeyJwt,
} from 'openid-client';
import { parseAccessMap } from '../../platform/auth/claims/parse-access-map.js';
import type { AccessMap } from '../../platform/auth/claims/access-map.js';
import type { IdentitySource, OwnProvider } from '../../platform/auth/oidc/identity-source.js';
import { CommandFailure } from '../../platform/cli/command.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Installation } from '../../platform/database/installation.js';
import { PublicAddress } from '../../platform/http/public-address.js';
import { freshKeyPair, type KeyPair } from './identity-keys.provider.js';
import { identityRoutes, renderPage } from './identity-routes.provider.js';
import { demoAccessMap } from './personas.js';
import { CLIENT_ID, providerSettings } from './provider-settings.provider.js';

const PATH = '/demo-identity';

/**
 * A real OpenID provider for the demo, in this process and under this address, where one chooses who to be. It is never
 * there in production or beside a database of real children: anybody may be anybody.
 */
@Injectable()
export class DemoIdentity implements IdentitySource, OwnProvider, OnModuleInit {
  readonly path = PATH;
  readonly clientId = CLIENT_ID;
  readonly map: AccessMap;
  /** Of the programs, by client id: made at start, so nothing secret lies in the code. */
  readonly feedKeys = new Map<string, KeyPair>();
  readonly handler: RequestHandler;
  private readonly serviceKey = freshKeyPair('ES256', 'breakwater');
  private started: Promise<Provider> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly address: PublicAddress,
    private readonly installation: Installation,
  ) {
    if (config.production)
      throw new CommandFailure('The demo identity provider never runs in production: unset DEMO_IDENTITY.');
    const map = parseAccessMap(JSON.stringify(demoAccessMap));
    if (!map.ok) throw new Error(map.faults.map((fault) => `${fault.at} ${fault.message}`).join('; '));
    this.map = map.value;
    this.handler = identityRoutes({
      path: PATH,
      publicUrl: () => this.address.url(),
      provider: () => this.provider(),
      tokenFor: (program) => this.tokenFor(program),
      isReal: async () => (await this.installation.kind()) === 'real',
    });
  }

  /** Throws CommandFailure: one sentence, and nothing starts. */
  async onModuleInit(): Promise<void> {
    if ((await this.installation.kind()) === 'real')
      throw new CommandFailure(
        'This database holds real children, so the demo identity provider does not start: set OIDC_ISSUER instead.',
      );
  }

  issuer(): string {
    return `${this.address.url()}${PATH}`;
  }

  async clientAuth(): Promise<ClientAuth> {
    const { privateKey, publicJwk } = await this.serviceKey;
    return PrivateKeyJwt({ key: privateKey, kid: publicJwk.kid ?? '' });
  }

  /** To ourselves by this machine's own address, whatever name or proxy people come through. */
  readonly fetch: typeof fetch = (input, options) => {
    const url = new URL(input instanceof globalThis.Request ? input.url : input);
    if (url.origin !== this.address.url()) return globalThis.fetch(input, options);
    return globalThis.fetch(`${this.address.own()}${url.pathname}${url.search}`, options);
  };

  /** The provider itself: made when it is first asked, because only then its own address is certain. */
  provider(): Promise<Provider> {
    this.started ??= this.start();
    return this.started;
  }

  /** As the program itself would ask for it, with its own key. */
  private async tokenFor(program: string): Promise<string | null> {
    await this.provider();
    const key = this.feedKeys.get(program);
    if (key === undefined) return null;
    const client = await discovery(
      new URL(this.issuer()),
      program,
      undefined,
      PrivateKeyJwt({ key: key.privateKey, kid: key.publicJwk.kid ?? '' }),
      { execute: [allowInsecureRequests], [customFetch]: this.fetch },
    );
    return (await clientCredentialsGrant(client)).access_token;
  }

  private async start(): Promise<Provider> {
    // Loaded where it is used: a service that is no demo never has it in memory.
    const { Provider, interactionPolicy } = await import('oidc-provider');
    for (const { id } of this.map.clients)
      if (!this.feedKeys.has(id)) this.feedKeys.set(id, await freshKeyPair('ES256', id));
    const policy = interactionPolicy.base();
    // Always asked who they are: a demo is shown by one person who is several.
    policy
      .get('login')
      ?.checks.add(
        new interactionPolicy.Check('choose', 'somebody must be chosen', 'login_required', (context) =>
          context.oidc.result?.login
            ? interactionPolicy.Check.NO_NEED_TO_PROMPT
            : interactionPolicy.Check.REQUEST_PROMPT,
        ),
      );
    const provider = new Provider(
      this.issuer(),
      await providerSettings({
        publicUrl: this.address.url(),
        audience: this.config.systemAudience ?? this.address.url(),
        signing: await freshKeyPair('RS256', 'demo'),
        service: await this.serviceKey,
        feeds: this.feedKeys,
        policy,
        fetch: this.fetch,
        render: renderPage,
      }),
    );
    provider.proxy = true;
    return provider;
  }
}
