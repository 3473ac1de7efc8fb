import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as a cookie carries them. */
export function freshSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored in a secret's place. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether it can be one of ours at all; anything else is not worth a query. */
export function looksLikeSecret(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * What a form of this session sends back (synchroniser token). Made from the session's secret, which only the browser
 * and this request know: nobody can read it from the database, and it changes whenever the session does.
 */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url');
}

/** In a time that says nothing about where two texts differ. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [secretHash(one), secretHash(other)];
  return timingSafeEqual(a, b);
}
