import { describe, expect, it } from '@jest/globals';
import type { Agreement } from './agreement.js';
import { plainDate } from '../kernel/plain-date.js';
import { exampleAgreements } from './example-agreements.reader.js';
import { parseAgreement } from './parse-agreement.js';

const good = exampleAgreements(plainDate('2026-11-22'))[0]?.agreement;
if (!good) throw new Error('there is no example');
const other = (change: (agreement: Agreement & Record<string, unknown>) => object): string =>
  JSON.stringify(change(structuredClone({ ...good })));
const faultsIn = (text: string): string[] => {
  const read = parseAgreement(text);
  return read.ok ? [] : read.faults.map(({ at, message }) => `${at} ${message}`);
};

describe('reading an agreement', () => {
  it('takes one that is whole', () => {
    expect(faultsIn(JSON.stringify(good))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['not JSON', '{', /is not JSON/],
    ['a list', '[]', /must be object/],
    ['a key that is not known', other((a) => ({ ...a, colour: 'red' })), /has colour, which is not known/],
    ['no legal basis', other(({ legalBasis: _, ...a }) => a), /lacks legalBasis/],
    ['a purpose that is none', other((a) => ({ ...a, purpose: 'marketing' })), /^purpose/],
    [
      'a fact that is none',
      other((a) => share(a, { facts: ['shoe_size'] })),
      /shoe_size, which is not a fact/,
    ],
    ['every fact and another', other((a) => share(a, { facts: ['*', 'ehc_plan'] })), /names every fact/],
    ['a share of nothing', other((a) => share(a, { facts: [], entries: false })), /shares neither/],
    [
      'an organisation that is no party',
      other((a) => share(a, { from: 'RA9' })),
      /RA9, which is not a party/,
    ],
    [
      'a recipient that is no party',
      other((a) => share(a, { to: [{ organisation: 'RA9', agencies: null }] })),
      /RA9, which is not a party/,
    ],
    [
      'members whom the party has not',
      other((a) => share(a, { to: [{ organisation: 'RK9', agencies: ['education'] }] })),
      /names education/,
    ],
    ['an organisation that is a pattern', other((a) => share(a, { from: '*' })), /^shares.0.from must match/],
    ['a party named twice', other((a) => ({ ...a, parties: [...a.parties, ...a.parties] })), /twice/],
    ['a day that is none', other((a) => ({ ...a, startsOn: '2026-02-30' })), /startsOn is not a real date/],
    ['an end before its start', other((a) => ({ ...a, expiresOn: a.startsOn })), /must be after startsOn/],
    ['no end in sight', other((a) => ({ ...a, expiresOn: '2099-01-01' })), /at most 36 months/],
    ['planning with records', other((a) => ({ ...a, purpose: 'planning' })), /nothing about one child/],
  ])('refuses one with %s, and says where', (_what, text, fault) => {
    expect(faultsIn(text)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});

function share(agreement: Agreement, change: object): object {
  return { ...agreement, shares: agreement.shares.map((one) => ({ ...one, ...change })) };
}
