import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An Ed25519 key of this installation: what it has signed was made here and not altered since. */
export class SigningKey {
  private constructor(
    private readonly publicKey: KeyObject,
    private readonly privateKey: KeyObject | null,
  ) {}

  /** The key in a PEM file, private or public. Throws where there is none, or it is of another kind. */
  static async in(path: string): Promise<SigningKey> {
    const pem = await readFile(path, 'utf8');
    const privateKey = pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : null;
    const publicKey = createPublicKey(pem);
    if (publicKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key`);
    return new SigningKey(publicKey, privateKey);
  }

  /** The key in a file, made where there is none, for its owner alone (0600). Two processes at once make one. */
  static async inOrMade(path: string): Promise<SigningKey> {
    try {
      return await SigningKey.in(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomUUID()}`;
    const file = await open(draft, 'wx', 0o600);
    try {
      const { privateKey } = generateKeyPairSync('ed25519');
      await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(draft);
    }
    return SigningKey.in(path);
  }

  /** The first 16 characters of the public key's SHA-256, in fours: short enough to compare by eye. */
  get fingerprint(): string {
    const whole = createHash('sha256')
      .update(this.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex');
    return (whole.slice(0, 16).match(/.{4}/g) ?? []).join(' ');
  }

  /** Base64. Throws where this is only a public key. */
  sign(text: string): string {
    if (!this.privateKey) throw new Error('a public key cannot sign');
    return sign(null, Buffer.from(text, 'utf8'), this.privateKey).toString('base64');
  }

  hasSigned(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text, 'utf8'), this.publicKey, Buffer.from(signature, 'base64'));
  }
}
