import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import express, { type RequestHandler, type Response } from 'express';
import type { Provider } from 'oidc-provider';
import { type ClientAuth, PrivateKeyJwt } from 'openid-client';
import { parseAccessMap } from '../../platform/auth/claims/parse-access-map.js';
import type { AccessMap } from '../../platform/auth/claims/access-map.js';
import type { IdentitySource, OwnProvider } from '../../platform/auth/oidc/identity-source.js';
import { CommandFailure } from '../../platform/cli/command.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Installation } from '../../platform/database/installation.js';
import { PublicAddress } from '../../platform/http/public-address.js';
import { freshKeyPair, type KeyPair } from './identity-keys.provider.js';
import { demoAccessMap, personas } from './personas.js';
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
    this.handler = this.router();
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
        render,
      }),
    );
    provider.proxy = true;
    return provider;
  }

  private router(): express.Router {
    const router = express.Router();
    const demoOnly: RequestHandler = (request, _response, next) => {
      this.installation.kind().then((kind) => {
        if (kind === 'real') return next('router');
        // The provider names its own addresses by these; nobody outside may choose them.
        const { protocol, host } = new URL(this.address.url());
        request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
        request.headers['x-forwarded-host'] = host;
        next();
      }, next);
    };
    router.get('/choose/:uid', demoOnly, (request, response, next) => {
      this.provider()
        .then((provider) => provider.interactionDetails(request, response))
        .then(({ uid }) => response.render('demo/views/choose.njk', { uid, personas, path: PATH }))
        .catch((error: unknown) => gone(error, response, next));
    });
    router.post(
      '/choose/:uid',
      demoOnly,
      express.urlencoded({ extended: false, limit: '2kb' }),
      (request, response, next) => {
        const chosen = personas.find(({ key }) => key === (request.body as { persona?: unknown }).persona);
        if (chosen === undefined) return void response.redirect(303, request.originalUrl);
        this.provider()
          .then((provider) =>
            provider.interactionFinished(request, response, { login: { accountId: chosen.key } }),
          )
          .catch((error: unknown) => gone(error, response, next));
      },
    );
    router.use(demoOnly, (request, response, next) => {
      this.provider().then((provider) => provider.callback()(request, response), next);
    });
    return router;
  }
}

function gone(error: unknown, response: Response, next: (error: unknown) => void): void {
  if (!(error instanceof Error && error.name === 'SessionNotFound')) return next(error);
  response.status(400);
  response.render('demo/views/refused.njk', {
    why: 'signing in was begun too long ago, or in another browser',
  });
}

function render(response: unknown, view: string, values: Record<string, unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    (response as Response).render(view, values, (error: Error | null, html: string) =>
      error ? reject(error) : resolve(html),
    );
  });
}
