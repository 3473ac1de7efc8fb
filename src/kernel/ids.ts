import { createHash } from 'node:crypto';

const NAMESPACE = Buffer.from('7c1f0c6e5a0b4d6b9a3e2f4d8b617701', 'hex');

/**
 * A UUID (version 5) made from words, the same on every machine and in every run. A referral's id comes from its
 * provider and service request identifier, so the order in which extracts arrive can never change a tie in the queue.
 * Never made from an NHS number: a hash of ten digits can be turned back.
 */
export function namedId(kind: string, ...words: readonly string[]): string {
  const bytes = createHash('sha1')
    .update(NAMESPACE)
    .update([kind, ...words].join('\u0000'))
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function referralId(provider: string, serviceRequestIdentifier: string): string {
  return namedId('referral', provider, serviceRequestIdentifier);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
