import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT } from 'jose';
import { freshKeyPair } from '../../src/demo/identity/identity-keys.provider.js';
import { demoAccessMap } from '../../src/demo/identity/personas.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import {
  signedAgain,
  type TamperingProvider,
  tamperingProvider,
  unsigned,
} from '../support/tampering-provider.js';
import { Walker } from '../support/walker.js';

let database: FreshDatabase;
let booted: BootedApp;
let provider: TamperingProvider;
let base: string;

beforeAll(async () => {
  database = await freshDatabase();
  provider = await tamperingProvider();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-sign-in-'));
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

const now = (): number => Math.floor(Date.now() / 1_000);

/** From the first click to what this service answers. */
async function tried(persona = 'ben'): Promise<{ status: number; says: string }> {
  provider.persona = persona;
  const browser = new Walker(base);
  const { response } = await browser.follow('/sign-in?to=/signed-in');
  const html = await response.text();
  return {
    status: response.status,
    says: /<main[^>]*>[^]*?<p>([^<]*)<\/p>/.exec(html)?.[1] ?? '',
  };
}
const NOT_TRUSTED = {
  status: 403,
  says: 'What came back from the sign-in service could not be trusted, so you are not signed in.',
};
const signedIn = (outcome: { status: number; says: string }): void =>
  expect(outcome).toEqual({ status: 200, says: 'What your role may open stands in the menu above.' });
const claims = (change: (claims: JWTPayload) => JWTPayload): void => {
  provider.tampering = { idToken: (token) => signedAgain(token, provider.signing, change) };
};

const backChannel = async (token: string): Promise<number> =>
  (
    await fetch(`${base}/sign-in/back-channel`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    })
  ).status;

describe('before the provider was ever reached', () => {
  it('its word that a session is over is answered so that it sends it again', async () => {
    expect(await backChannel('a.b.c')).toBe(503);
  });

  it('signing in says that it cannot be reached, and works once it can', async () => {
    expect(await tried()).toEqual({
      status: 503,
      says: 'The sign-in service cannot be reached: try again in a few minutes.',
    });
    await provider.serve(base);
    signedIn(await tried());
  });
});

describe('an ID token', () => {
  it('that nobody touched is believed, with a client that proves itself by its key', async () => {
    signedIn(await tried());
    claims((all) => all);
    signedIn(await tried());
  });

  it('that has expired is not believed, beyond a minute between the clocks', async () => {
    claims((all) => ({ ...all, exp: now() - 50 }));
    signedIn(await tried());
    claims((all) => ({ ...all, exp: now() - 70 }));
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it('that is not valid yet is not believed, beyond a minute between the clocks', async () => {
    claims((all) => ({ ...all, nbf: now() + 50 }));
    signedIn(await tried());
    claims((all) => ({ ...all, nbf: now() + 70 }));
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it.each<[string, (all: JWTPayload) => JWTPayload]>([
    ['for another audience', (all) => ({ ...all, aud: 'another-service' })],
    ['for two audiences without saying which was meant', (all) => ({ ...all, aud: ['breakwater', 'other'] })],
    ['meant for another party', (all) => ({ ...all, aud: ['breakwater', 'other'], azp: 'other' })],
    ['of another issuer', (all) => ({ ...all, iss: 'https://evil.example' })],
    ['with another sign-in’s nonce', (all) => ({ ...all, nonce: 'another' })],
    ['without a nonce', ({ nonce: _nonce, ...all }) => all],
    ['about nobody', ({ sub: _sub, ...all }) => all],
    ['about another person than the access token', (all) => ({ ...all, sub: 'amara' })],
  ])('%s is not believed', async (_what, change) => {
    claims(change);
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it('that was changed after it was signed is not believed', async () => {
    provider.tampering = {
      idToken: (token) => {
        const [header = '', body = '', signature = ''] = token.split('.');
        const all = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload;
        const changed = Buffer.from(JSON.stringify({ ...all, auth_time: now() })).toString('base64url');
        return `${header}.${changed}.${signature}`;
      },
    };
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it('signed by somebody else is not believed, whatever key it names', async () => {
    const stranger = await freshKeyPair('RS256', 'stranger');
    provider.tampering = { idToken: (token) => signedAgain(token, stranger, (all) => all) };
    expect(await tried()).toEqual(NOT_TRUSTED);
    const kid = provider.signing.publicJwk.kid ?? '';
    provider.tampering = { idToken: (token) => signedAgain(token, stranger, (all) => all, { kid }) };
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it('signed by nobody (alg none) is not believed', async () => {
    provider.tampering = {
      idToken: (token) =>
        unsigned(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload),
    };
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it('signed with the public key as if it were a shared secret is not believed', async () => {
    provider.tampering = {
      idToken: (token) => {
        const all = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;
        return new SignJWT(all)
          .setProtectedHeader({ alg: 'HS256', kid: provider.signing.publicJwk.kid ?? '' })
          .sign(Buffer.from(JSON.stringify(provider.signing.publicJwk)));
      },
    };
    expect(await tried()).toEqual(NOT_TRUSTED);
  });

  it('signed with a key that the provider has just begun to use is believed', async () => {
    await provider.rotate();
    signedIn(await tried());
  });

  it('signed with a key that the provider no longer shows is not believed', async () => {
    const before = provider.signing;
    await provider.rotate();
    provider.tampering = { idToken: (token) => signedAgain(token, before, (all) => all) };
    expect(await tried()).toEqual(NOT_TRUSTED);
  });
});

describe('how strongly somebody signed in', () => {
  it.each<[string, (all: JWTPayload) => JWTPayload]>([
    ['is not said', ({ acr: _acr, ...all }) => all],
    ['is less than is asked for', (all) => ({ ...all, acr: 'AAL1_USERPASS' })],
    ['is said as a list, of which one will do', (all) => ({ ...all, acr: ['chosen'] })],
  ])('that %s lets nobody in, and the trail says why', async (_what, change) => {
    claims(change);
    expect(await tried()).toEqual({
      status: 403,
      says: expect.stringContaining('needs a stronger way of signing in than the one you used'),
    });
    const rows: { why: string }[] = await database.dataSource.query(
      `SELECT subject_id AS why FROM trail WHERE action = 'sign-in.refused' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]?.why).toBe('too-weak');
  });

  it('is asked of the provider, so that one who can do more is asked to', async () => {
    const begun = await new Walker(base).ask('/sign-in?to=/signed-in');
    expect(new URL(begun.headers.get('location') ?? '').searchParams.get('acr_values')).toBe('chosen');
  });
});

describe('a provider that sends this service elsewhere', () => {
  it.each(['/token', '/jwks', '/me'])('from %s is not followed, and nobody is signed in', async (path) => {
    provider.asked.length = 0;
    provider.tampering = { elsewhere: (asked) => (asked === path ? '/somewhere-else' : null) };
    const { says } = await tried();
    expect(says).toMatch(/could not be trusted|cannot be reached/);
    expect(provider.asked).toContain(path);
    expect(provider.asked).not.toContain('/somewhere-else');
  });
});

describe('the provider’s word that a session is over', () => {
  it('is refused for good where it does not hold', async () => {
    const none = new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid: 'of-nobody' });
    const token = await none.sign((await freshKeyPair('RS256', 'of-nobody')).privateKey);
    expect(await backChannel('a.b.c')).toBe(422);
    expect(await backChannel(token)).toBe(422);
  });
});

describe('a page of somebody else', () => {
  it('that points pictures at the way in keeps nobody out who comes from the same address', async () => {
    const asPicture = async (path: string): Promise<number> =>
      (await fetch(`${base}${path}`, { headers: { 'sec-fetch-dest': 'image' }, redirect: 'manual' })).status;
    for (let times = 0; times < 65; times += 1) {
      expect(await asPicture('/sign-in')).toBe(403);
      expect(await asPicture('/sign-in/callback?state=x')).toBe(403);
    }
    const [row]: { n: number }[] = await database.dataSource.query(
      `SELECT count(*)::int AS n FROM rate_limit WHERE key LIKE 'sign-in:%' OR key LIKE 'failed-address:%'`,
    );
    expect(row?.n).toBe(0);
    // A browser too old to say what it fetches for: what comes back to no attempt is no guess.
    for (let times = 0; times < 35; times += 1) await fetch(`${base}/sign-in/callback?state=x`);
    signedIn(await tried());
  });
});

describe('while the provider is down', () => {
  it.each(['silence', 'error'] as const)(
    '(%s) signing in says so, and nobody is blamed for it',
    async (how) => {
      provider.tampering = { broken: (path) => (path === '/token' ? how : null) };
      for (let times = 0; times < 8; times += 1) expect((await tried()).status).toBe(503);
      provider.tampering = {};
      signedIn(await tried());
    },
  );

  it('whoever is signed in goes on, and may sign out', async () => {
    const browser = new Walker(base);
    await browser.follow('/sign-in?to=/signed-in');
    provider.tampering = { broken: () => 'silence' };
    const page = await (await browser.ask('/signed-in')).text();
    expect(page).toContain('Signed in as Ben Trevail');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await browser.ask('/sign-out', browser.form({ _csrf: csrf }))).status).toBe(303);
    expect(await (await browser.ask('/signed-in')).text()).not.toContain('Signed in as');
  });
});

describe('an account', () => {
  it('whose sign-ins are refused five times is locked for a quarter of an hour, and the trail says so', async () => {
    for (let times = 0; times < 6; times += 1)
      expect((await tried('quin')).says).toBe('The role you signed in with has no use here.');
    expect(await tried('quin')).toEqual({
      status: 429,
      says: 'This account is locked for a quarter of an hour, because too much was refused to it.',
    });
    signedIn(await tried('ben'));
    const rows: { n: number }[] = await database.dataSource.query(
      `SELECT count(*)::int AS n FROM trail WHERE action = 'account.locked' AND actor_id LIKE '% quin'`,
    );
    expect(rows[0]?.n).toBe(1);
  });
});
