import { isIP } from 'node:net';
import type { Settings } from './environment.js';

/** What signing in needs to know. */
export interface SignInConfig {
  /** The address people use, without a path; null: this machine's, at the port it listens on. */
  publicUrl: string | null;
  /** The identity provider; null: none, so that nobody can sign in unless the demo's own provider runs. */
  oidc: { issuer: string; clientId: string; auth: { secret: string } | { keyPem: string } } | null;
  /** Who gets which role (docs/sign-in.md), as JSON text; null: nobody, except in the demo. */
  accessMap: string | null;
  /** What a program's token must have been issued for; null: the public address. */
  systemAudience: string | null;
  session: { idleMinutes: number; hours: number };
  /** Proxies whose word about the sender's address counts: addresses, ranges (10.0.0.0/8), or `loopback`. */
  trustedProxies: string[];
  /** The demo's own identity provider: yes, no, or (null) only where the database is our own embedded one. */
  demoIdentity: boolean | null;
  /** Set by NODE_ENV=production: nothing made for demonstrations may run. */
  production: boolean;
  /** Requests a minute that one session, and one address, may make. */
  requestsPerMinute: { session: number; address: number };
  /** So many answers 403 or 404 within five minutes lock an account. */
  refusalsBeforeLock: number;
}

export function readSignIn(settings: Settings): SignInConfig {
  const demoIdentity = yesOrNo(settings, 'DEMO_IDENTITY');
  const production = settings.text('NODE_ENV') === 'production';
  if (production && demoIdentity === true)
    settings.fault('DEMO_IDENTITY', 'cannot be yes in production: anybody could sign in as anybody');
  return {
    publicUrl: safeAddress(settings, 'PUBLIC_URL', true),
    oidc: oidc(settings),
    accessMap: settings.file('ACCESS_MAP_FILE'),
    systemAudience: settings.text('SYSTEM_AUDIENCE'),
    session: {
      idleMinutes: settings.wholeNumber('SESSION_IDLE_MINUTES', 30, 1, 24 * 60),
      hours: settings.wholeNumber('SESSION_HOURS', 10, 1, 24),
    },
    trustedProxies: proxies(settings),
    demoIdentity,
    production,
    requestsPerMinute: {
      session: settings.wholeNumber('REQUESTS_PER_MINUTE_SESSION', 600, 10, 1_000_000),
      address: settings.wholeNumber('REQUESTS_PER_MINUTE_ADDRESS', 3_000, 10, 1_000_000),
    },
    refusalsBeforeLock: settings.wholeNumber('REFUSALS_BEFORE_LOCK', 60, 5, 1_000_000),
  };
}

function oidc(settings: Settings): SignInConfig['oidc'] {
  const issuer = safeAddress(settings, 'OIDC_ISSUER', false);
  const clientId = settings.text('OIDC_CLIENT_ID');
  const secret = settings.secret('OIDC_CLIENT_SECRET');
  const keyPem = settings.file('OIDC_CLIENT_KEY_FILE');
  if (settings.text('OIDC_ISSUER') === null) return null;
  if (clientId === null)
    settings.fault('OIDC_CLIENT_ID', 'is needed with OIDC_ISSUER: who this service is to the provider');
  if ((secret === null) === (keyPem === null))
    settings.fault(
      'OIDC_CLIENT_SECRET',
      'or OIDC_CLIENT_KEY_FILE is needed with OIDC_ISSUER, and not both: how this service proves itself',
    );
  if (keyPem !== null && !keyPem.includes('-----BEGIN PRIVATE KEY-----'))
    settings.fault('OIDC_CLIENT_KEY_FILE', 'must name a PKCS #8 private key (-----BEGIN PRIVATE KEY-----)');
  if (settings.text('ACCESS_MAP_FILE') === null)
    settings.fault('ACCESS_MAP_FILE', 'is needed with OIDC_ISSUER: who gets which role');
  const auth = secret !== null ? { secret } : keyPem !== null ? { keyPem } : null;
  return issuer === null || clientId === null || auth === null ? null : { issuer, clientId, auth };
}

/** An https address; http only for this machine itself, where nobody can listen in. */
function safeAddress(settings: Settings, name: string, withoutPath: boolean): string | null {
  const given = settings.url(name, ['http', 'https']);
  if (given === null) return null;
  const url = new URL(given);
  if (url.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
    settings.fault(name, 'must begin https://, because it is not on this machine');
  if (url.search !== '' || url.hash !== '' || url.username !== '' || (withoutPath && url.pathname !== '/'))
    settings.fault(name, `must be a plain address${withoutPath ? ' without a path' : ''}`);
  return withoutPath ? url.origin : given.replace(/\/$/, '') === url.origin ? url.origin : given;
}

function yesOrNo(settings: Settings, name: string): boolean | null {
  const given = settings.text(name);
  if (given === null || given === 'yes' || given === 'no') return given === null ? null : given === 'yes';
  settings.fault(name, 'must be yes or no');
  return null;
}

function proxies(settings: Settings): string[] {
  const given = settings.words('TRUSTED_PROXIES');
  for (const proxy of given) {
    const [address = '', bits] = proxy.split('/');
    const kind = isIP(address);
    const ok =
      proxy === 'loopback' || (kind > 0 && (bits === undefined || range(bits, kind === 4 ? 32 : 128)));
    if (!ok)
      settings.fault('TRUSTED_PROXIES', `${JSON.stringify(proxy)} is no address, range or the word loopback`);
  }
  return given;
}

const range = (bits: string, most: number): boolean =>
  /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most;
