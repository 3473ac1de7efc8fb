import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import * as oidc from 'openid-client';
import { freshKeyPair, type KeyPair } from '../../src/demo/identity/identity-keys.provider.js';
import { demoAccessMap } from '../../src/demo/identity/personas.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { type TamperingProvider, tamperingProvider, unsigned } from '../support/tampering-provider.js';

/** What a program may ask for; who asks is all that matters here. */
const READS = '/api/v1/waiting-list?limit=1';

let database: FreshDatabase;
let booted: BootedApp;
let provider: TamperingProvider;
let base: string;

beforeAll(async () => {
  database = await freshDatabase();
  provider = await tamperingProvider();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-tokens-'));
  writeFileSync(join(folder, 'map.json'), JSON.stringify(demoAccessMap));
  writeFileSync(join(folder, 'key.pem'), provider.serviceKeyPem);
  booted = await bootApp({
    databaseUrl: database.url,
    env: {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'breakwater',
      OIDC_CLIENT_KEY_FILE: join(folder, 'key.pem'),
      ACCESS_MAP_FILE: join(folder, 'map.json'),
    },
  });
  base = `http://localhost:${(booted.app.getHttpServer().address() as AddressInfo).port}`;
  await provider.serve(base);
});
afterAll(async () => {
  await booted.close();
  await provider.stop();
  await database.drop();
});
beforeEach(async () => {
  provider.tampering = {};
  await database.dataSource.query('DELETE FROM rate_limit');
});

const keysAsked = (): number => provider.asked.filter((path) => path === '/jwks').length;
const now = (): number => Math.floor(Date.now() / 1_000);
const asked = async (token: string): Promise<number> =>
  (await booted.anybody.get(READS).set('authorization', `Bearer ${token}`)).status;

/** A token as the provider would sign it, wrong in what is said here alone. */
function token(
  change: JWTPayload = {},
  header: Partial<JWTHeaderParameters> = {},
  key: KeyPair = provider.signing,
): Promise<string> {
  const claims = {
    iss: provider.issuer,
    aud: base,
    sub: 'nr5-feed',
    client_id: 'nr5-feed',
    iat: now(),
    exp: now() + 300,
    jti: 'one',
    ...change,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.publicJwk.kid ?? '', ...header })
    .sign(key.privateKey);
}

async function fromTheProvider(client: string, key: KeyPair): Promise<string> {
  const config = await oidc.discovery(
    new URL(provider.issuer),
    client,
    undefined,
    oidc.PrivateKeyJwt({ key: key.privateKey, kid: key.publicJwk.kid ?? '' }),
    { execute: [oidc.allowInsecureRequests] },
  );
  return (await oidc.clientCredentialsGrant(config)).access_token;
}

describe('a program', () => {
  it.each(['nr5-feed', 'rk9-feed', 'council-feed'])(
    '(%s) signs in at the provider by its own key, and is let in with the token it is given',
    async (client) => {
      const key = provider.feeds.get(client);
      if (!key) throw new Error('no key');
      const given = await fromTheProvider(client, key);
      const response = await booted.anybody.get(READS).set('authorization', `Bearer ${given}`);
      expect([response.status, response.body.items]).toEqual([200, []]);
    },
  );

  it('gets no token with another program’s key', async () => {
    const key = provider.feeds.get('rk9-feed');
    if (!key) throw new Error('no key');
    await expect(fromTheProvider('nr5-feed', key)).rejects.toMatchObject({ error: 'invalid_client' });
  });

  it('needs no word from a form for a change, and sets no cookie', async () => {
    const response = await booted.anybody
      .post('/api/v1/facts')
      .set('authorization', `Bearer ${await token()}`)
      .send({});
    expect(response.status).toBe(422);
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  it('is let in by its token alone where it also sends a session’s cookie', async () => {
    const browser = await booted.as('clinician');
    const response = await browser.get(READS).set('authorization', 'Bearer nonsense');
    expect(response.status).toBe(401);
  });
});

describe('a token', () => {
  it('is believed within a minute of its times, and not beyond', async () => {
    expect(await asked(await token())).toBe(200);
    expect(await asked(await token({ iat: now() - 400, exp: now() - 50 }))).toBe(200);
    expect(await asked(await token({ iat: now() - 400, exp: now() - 70 }))).toBe(401);
    expect(await asked(await token({ nbf: now() + 50 }))).toBe(200);
    expect(await asked(await token({ nbf: now() + 70 }))).toBe(401);
  });

  it.each<[string, JWTPayload]>([
    ['for another service', { aud: 'https://other.example' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['that never expires', { exp: undefined }],
    ['of a program that nobody named here', { client_id: 'stranger', sub: 'stranger' }],
    ['of no program', { client_id: undefined }],
    ['of a person who signed in at a program', { sub: 'ben' }],
  ])('%s is refused', async (_what, change) => {
    expect(await asked(await token(change))).toBe(401);
  });

  it('that is an ID token is refused', async () => {
    expect(await asked(await token({ aud: base }, { typ: 'JWT' }))).toBe(401);
    expect(await asked(await token({ aud: base }, { typ: undefined }))).toBe(401);
  });

  it('signed by somebody else is refused, whatever key it names', async () => {
    const stranger = await freshKeyPair('RS256', 'stranger');
    expect(await asked(await token({}, {}, stranger))).toBe(401);
    expect(await asked(await token({}, { kid: provider.signing.publicJwk.kid ?? '' }, stranger))).toBe(401);
  });

  it('that carries its own key, or says where to fetch one, is refused', async () => {
    const stranger = await freshKeyPair('RS256', 'stranger');
    const jwk = { ...stranger.publicJwk };
    expect(await asked(await token({}, { jwk, kid: undefined }, stranger))).toBe(401);
    expect(await asked(await token({}, { jku: 'http://127.0.0.1:9/keys' }, stranger))).toBe(401);
  });

  it('that says it needs no signature, or takes the public key for a shared secret, is refused', async () => {
    const claims = {
      iss: provider.issuer,
      aud: base,
      sub: 'nr5-feed',
      client_id: 'nr5-feed',
      iat: now(),
      exp: now() + 300,
    };
    expect(await asked(unsigned(claims, { typ: 'at+jwt' }))).toBe(401);
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: provider.signing.publicJwk.kid ?? '' })
      .sign(Buffer.from(JSON.stringify(provider.signing.publicJwk)));
    expect(await asked(confused)).toBe(401);
  });

  it('that was changed, cut short or is no token is refused, and the answer says no more than that', async () => {
    const whole = await token();
    const [header = '', body = ''] = whole.split('.');
    for (const broken of [whole.slice(0, -4), `${header}.${body}.`, 'x', `${whole}${'A'.repeat(9_000)}`])
      expect(await asked(broken)).toBe(401);
    const response = await booted.anybody.get(READS).set('authorization', `Bearer ${whole.slice(0, -4)}`);
    expect(response.body.detail).toBe('The token of this request does not hold here.');
    expect((await booted.anybody.get(READS).set('authorization', 'Basic abc')).status).toBe(401);
  });

  it('that is refused is in the trail with the reason, and never itself', async () => {
    const given = await token({ aud: 'https://other.example' });
    await asked(given);
    const rows: { row: string; subject_id: string }[] = await database.dataSource.query(
      `SELECT trail::text AS row, subject_id FROM trail WHERE action = 'token.refused' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]?.subject_id).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED');
    expect(rows[0]?.row).not.toContain(given.slice(-20));
  });

  it('signed with a key that the provider has just begun to use is believed, though old keys were kept', async () => {
    expect(await asked(await token())).toBe(200);
    await provider.rotate();
    const before = keysAsked();
    // Keys are asked for again at most every ten seconds.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    expect(await asked(await token())).toBe(200);
    expect(keysAsked()).toBeGreaterThan(before);
  });

  it('is believed while the provider is down, by the keys that were kept', async () => {
    provider.tampering = { broken: () => 'silence' };
    expect(await asked(await token())).toBe(200);
  });

  it('refused thirty times from one address is not looked into again for a while; one that holds is believed', async () => {
    for (let times = 0; times < 31; times += 1) await asked('nonsense');
    const response = await booted.anybody.get(READS).set('authorization', 'Bearer nonsense');
    expect([response.status, response.body.detail]).toEqual([
      401,
      expect.stringContaining('quarter of an hour'),
    ]);
    expect(await asked(await token())).toBe(200);
  });
});
