import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

export interface KeyPair {
  privateKey: CryptoKey;
  /** As a client's or a provider's key set shows it. */
  publicJwk: JWK;
}

/** A key pair of this process, gone when it ends. */
export async function freshKeyPair(algorithm: 'RS256' | 'ES256', kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg: algorithm, use: 'sig', kid } };
}

/** The provider's own signing key needs its private half in the set. */
export async function privateJwkOf({ privateKey, publicJwk }: KeyPair): Promise<JWK> {
  return { ...publicJwk, ...(await exportJWK(privateKey)) };
}
