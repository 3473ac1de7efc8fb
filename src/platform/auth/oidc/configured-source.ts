import { importPKCS8 } from 'jose';
import { type ClientAuth, ClientSecretBasic, PrivateKeyJwt } from 'openid-client';
import { CommandFailure } from '../../cli/command.js';
import type { Config } from '../../config/config.js';
import { configuredMap } from '../claims/configured-map.js';
import type { IdentitySource } from './identity-source.js';

/** Key algorithms tried in turn for OIDC_CLIENT_KEY_FILE: a key fits one of them. */
const KEY_ALGORITHMS = ['RS512', 'ES256', 'EdDSA'] as const;

/** The identity provider that the configuration names; null where it names none. Throws CommandFailure, one sentence. */
export function configuredSource(config: Pick<Config, 'oidc' | 'accessMap'>): IdentitySource | null {
  if (config.oidc === null) return null;
  const { issuer, clientId, auth } = config.oidc;
  const map = configuredMap(config);
  if (map === null)
    throw new CommandFailure('ACCESS_MAP_FILE is needed with OIDC_ISSUER: who gets which role.');
  return {
    issuer: () => issuer,
    clientId,
    clientAuth: () =>
      'secret' in auth ? Promise.resolve(ClientSecretBasic(auth.secret)) : byKey(auth.keyPem),
    map,
  };
}

/** NHS CIS2 asks for RS512; other providers take what the key is. */
async function byKey(pem: string): Promise<ClientAuth> {
  for (const algorithm of KEY_ALGORITHMS) {
    const key = await importPKCS8(pem, algorithm).catch(() => null);
    if (key !== null) return PrivateKeyJwt(key);
  }
  throw new CommandFailure('The key of OIDC_CLIENT_KEY_FILE is neither RSA, P-256 nor Ed25519.');
}
