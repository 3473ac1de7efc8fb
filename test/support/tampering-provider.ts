import './one-realm.js';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  decodeJwt,
  decodeProtectedHeader,
  exportPKCS8,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { interactionPolicy, Provider } from 'oidc-provider';
import { freshKeyPair, type KeyPair } from '../../src/demo/identity/identity-keys.provider.js';
import { CHOSEN, demoAccessMap } from '../../src/demo/identity/personas.js';
import { providerSettings } from '../../src/demo/identity/provider-settings.provider.js';

/** What the proxy does to answers on their way back; nothing where not said. */
export interface Tampering {
  /** Another ID token instead of the one the provider issued. */
  idToken?: (token: string) => Promise<string> | string;
  /** Another key set. */
  keys?: () => unknown;
  /** Paths that answer 500, or nothing at all. */
  broken?: (path: string) => 'error' | 'silence' | null;
  /** Paths that send whoever asks on to another address of the same provider. */
  elsewhere?: (path: string) => string | null;
}

/**
 * A real oidc-provider with a proxy in front of it that can be told to change what passes: for what the provider itself
 * cannot be made to do. Its signing key is the test's, so that the test can sign what is wrong in one respect alone.
 */
export interface TamperingProvider {
  issuer: string;
  signing: KeyPair;
  feeds: Map<string, KeyPair>;
  serviceKeyPem: string;
  tampering: Tampering;
  /** Who is chosen, of the demo's personas. */
  persona: string;
  /** Requests that reached it, by path. */
  asked: string[];
  /** The provider is made once it is known who relies on it. */
  serve(publicUrl: string): Promise<void>;
  /** The provider begins to sign with another key. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export async function tamperingProvider(): Promise<TamperingProvider> {
  const service = await freshKeyPair('ES256', 'service');
  const feeds = new Map<string, KeyPair>();
  for (const { id } of demoAccessMap.clients) feeds.set(id, await freshKeyPair('ES256', id));
  let inner: Server | null = null;
  let relyingParty = '';
  const front = createServer((request, response) => void pass(request, response));
  const issuer = await listening(front);

  const self: TamperingProvider = {
    issuer,
    signing: await freshKeyPair('RS256', 'first'),
    feeds,
    serviceKeyPem: await exportPKCS8(service.privateKey),
    tampering: {},
    persona: 'ben',
    asked: [],
    async serve(publicUrl) {
      relyingParty = publicUrl;
      const provider = new Provider(
        issuer,
        await providerSettings({
          publicUrl,
          audience: publicUrl,
          signing: self.signing,
          service,
          feeds,
          policy: interactionPolicy.base(),
          fetch: globalThis.fetch,
          render: async (_response, view, values) => `${view} ${JSON.stringify(values)}`,
        }),
      );
      provider.proxy = true;
      inner = createServer((request, response) => {
        if (!(request.url ?? '').startsWith('/demo-identity/choose/'))
          return void provider.callback()(request, response);
        void provider.interactionFinished(request, response, {
          login: { accountId: self.persona, acr: CHOSEN },
        });
      });
      await listening(inner);
    },
    async rotate() {
      self.signing = await freshKeyPair('RS256', `next-${self.asked.length}`);
      inner?.closeAllConnections();
      inner?.close();
      await self.serve(relyingParty);
    },
    async stop() {
      for (const server of [front, inner]) {
        server?.closeAllConnections();
        server?.close();
      }
    },
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    self.asked.push(path);
    const broken = self.tampering.broken?.(path);
    if (broken === 'silence' || inner === null) return void request.socket.destroy();
    const elsewhere = self.tampering.elsewhere?.(path) ?? null;
    if (elsewhere !== null) return void response.writeHead(307, { location: `${issuer}${elsewhere}` }).end();
    if (broken === 'error') return void response.writeHead(500).end('broken');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { port } = inner.address() as AddressInfo;
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const passed = await fetch(`http://127.0.0.1:${port}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: {
        ...(headers as Record<string, string>),
        'x-forwarded-proto': 'http',
        'x-forwarded-host': new URL(issuer).host,
      },
      redirect: 'manual',
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    let body = await passed.text();
    if (path === '/token' && passed.ok && self.tampering.idToken) {
      const answer = JSON.parse(body) as { id_token?: string };
      if (answer.id_token) answer.id_token = await self.tampering.idToken(answer.id_token);
      body = JSON.stringify(answer);
    }
    if (path === '/jwks' && self.tampering.keys) body = JSON.stringify(self.tampering.keys());
    const back = Object.fromEntries(
      [...passed.headers].filter(
        ([name]) =>
          !['content-length', 'transfer-encoding', 'connection', 'set-cookie', 'content-encoding'].includes(
            name,
          ),
      ),
    );
    response.writeHead(passed.status, { ...back, 'set-cookie': passed.headers.getSetCookie() }).end(body);
  }
  return self;
}

/** The same token with some claims or headers changed, signed again with a key that counts. */
export async function signedAgain(
  token: string,
  key: KeyPair,
  change: (claims: JWTPayload) => JWTPayload,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const { alg: _alg, ...rest } = decodeProtectedHeader(token);
  return new SignJWT(change(decodeJwt(token)))
    .setProtectedHeader({ ...rest, alg: 'RS256', kid: key.publicJwk.kid ?? '', ...header })
    .sign(key.privateKey);
}

/** A token that says it needs no signature. */
export function unsigned(claims: JWTPayload, header: Record<string, unknown> = {}): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', ...header })}.${part(claims)}.`;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
