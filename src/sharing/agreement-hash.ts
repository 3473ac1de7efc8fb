import { createHash } from 'node:crypto';
import type { Agreement } from './agreement.js';

const PARTS: readonly (keyof Agreement)[] = [
  'id',
  'version',
  'title',
  'summary',
  'purpose',
  'legalBasis',
  'parties',
  'shares',
  'imports',
  'startsOn',
  'expiresOn',
  'owner',
  'example',
];

/** SHA-256, hexadecimal, over every part of a version, whatever order its keys are in: what is approved is what was read. */
export function agreementHash(agreement: Agreement): string {
  const text = JSON.stringify(PARTS.map((part) => inOrder(agreement[part])));
  return createHash('sha256').update(text).digest('hex');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, under]) => [key, inOrder(under)]);
}
