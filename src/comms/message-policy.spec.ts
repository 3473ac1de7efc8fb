import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '../kernel/plain-date.js';
import { type HoldReason, holdReasonsInOrder } from './hold-reason.js';
import { whoIsTold } from './message-policy.js';
import type { ListKnown, PossibleMatch, Site, WhatIsKnown } from './what-is-known.js';

const today = plainDate('2026-11-22');
const openSite: Site = { canBeAnswered: true, mayReceive: () => true };

const list = (part: Partial<ListKnown> = {}): ListKnown => ({
  referralId: '00000000-0000-5000-8000-000000000001',
  service: 'slt',
  provider: 'NR5',
  open: true,
  receivedOn: plainDate('2026-05-01'),
  appointmentOn: null,
  closedByDeath: false,
  statusIsDeath: false,
  reportedOn: plainDate('2026-11-15'),
  latestExtractOn: plainDate('2026-11-15'),
  fromFirstCensus: false,
  enteredByHand: false,
  released: true,
  birthDate: plainDate('2019-03-01'),
  diedOn: null,
  contactRestriction: null,
  lookedAfter: 'N',
  protectionPlan: null,
  language: 'en',
  writtenFormat: null,
  interpreter: 'N',
  contactMethod: '4',
  contactName: 'Amelia Pengelly',
  contactRelationship: 'MTH',
  contactEmail: 'amelia@example.org',
  ...part,
});
const noMatch: PossibleMatch = {
  died: false,
  restricted: false,
  actToday: false,
  protectionPlan: false,
  lookedAfter: false,
};
const known = (part: Partial<WhatIsKnown> = {}): WhatIsKnown => ({
  childId: '00000000-0000-4000-8000-000000000001',
  givenName: 'Sam',
  birthDate: plainDate('2019-03-01'),
  diedOn: null,
  restricted: false,
  lists: [list()],
  possibleMatch: noMatch,
  facts: { lookedAfter: false, protectionPlan: false },
  actToday: false,
  ...part,
});
const reasons = (of: WhatIsKnown, site = openSite): readonly HoldReason[] => {
  const verdict = whoIsTold(of, today, site);
  return verdict.is === 'hold' ? verdict.reasons : [];
};
const second = (part: Partial<ListKnown>): WhatIsKnown =>
  known({
    lists: [list(), list({ service: 'neurodiversity', provider: 'RK9', ...part })],
  });
const closedSecond = (part: Partial<ListKnown>): WhatIsKnown => second({ open: false, ...part });

describe('who is told', () => {
  it('is the contact that every open list names, by email', () => {
    expect(whoIsTold(known(), today, openSite)).toEqual({
      is: 'send',
      to: { name: 'Amelia Pengelly', address: 'amelia@example.org' },
      channel: 'email',
    });
  });

  it.each<[string, WhatIsKnown, HoldReason]>([
    ['the child has died', known({ diedOn: today }), 'death'],
    ['any list reports a death', second({ diedOn: today }), 'death'],
    ['a closed list reports a death', closedSecond({ diedOn: today }), 'death'],
    ['a list closed the entry because of death', closedSecond({ closedByDeath: true }), 'death'],
    ['a list reports the status of a death', second({ statusIsDeath: true }), 'death'],
    [
      'a possible match has died',
      known({ possibleMatch: { ...noMatch, died: true } }),
      'possible_match_died',
    ],
    ['the child is restricted', known({ restricted: true }), 'restricted'],
    [
      'any list restricts contact, even a closed one',
      closedSecond({ contactRestriction: 'R' }),
      'restricted',
    ],
    ['a list restricts contact in a code we do not know', second({ contactRestriction: 'V2' }), 'restricted'],
    [
      'a possible match is restricted',
      known({ possibleMatch: { ...noMatch, restricted: true } }),
      'possible_match_restricted',
    ],
    [
      'a possible match is to be acted on today',
      known({ possibleMatch: { ...noMatch, actToday: true } }),
      'possible_match_act_today',
    ],
    [
      'a possible match has a protection plan',
      known({ possibleMatch: { ...noMatch, protectionPlan: true } }),
      'possible_match_protection_plan',
    ],
    [
      'a possible match is looked after',
      known({ possibleMatch: { ...noMatch, lookedAfter: true } }),
      'possible_match_looked_after',
    ],
    ['the child is to be acted on today', known({ actToday: true }), 'act_today'],
    ['any list reports a protection plan', second({ protectionPlan: 'Y' }), 'protection_plan'],
    [
      'a fact says protection plan',
      known({ facts: { lookedAfter: false, protectionPlan: true } }),
      'protection_plan',
    ],
    ['any list says looked after', closedSecond({ lookedAfter: 'Y' }), 'looked_after'],
    [
      'a fact says looked after',
      known({ facts: { lookedAfter: true, protectionPlan: false } }),
      'looked_after',
    ],
    [
      'the contact is a foster carer',
      known({ lists: [list({ contactRelationship: 'PRNFOST' })] }),
      'looked_after',
    ],
    ['a person typed the entry', known({ lists: [list({ enteredByHand: true })] }), 'entered_by_hand'],
    ['the young person is 16 today', known({ birthDate: plainDate('2010-11-22') }), 'sixteen_or_over'],
    [
      'one list has a birth date of 16 or over',
      second({ birthDate: plainDate('2009-01-01') }),
      'sixteen_or_over',
    ],
    ['the lists name different people', second({ contactName: 'Tom Pengelly' }), 'conflicting_contacts'],
    [
      'the lists name different relationships',
      second({ contactRelationship: 'FTH' }),
      'conflicting_contacts',
    ],
    [
      'the lists give different addresses',
      second({ contactEmail: 'tom@example.org' }),
      'conflicting_contacts',
    ],
    [
      'one list names one parent and another gives an address',
      known({
        lists: [
          list({ contactEmail: null }),
          list({ provider: 'RK9', contactName: null, contactRelationship: null }),
        ],
      }),
      'conflicting_contacts',
    ],
    [
      'one list carries name and address, and another gives another address with no name',
      second({ contactName: null, contactRelationship: null, contactEmail: 'tom@example.org' }),
      'conflicting_contacts',
    ],
    [
      'one list carries name and address, and another names somebody else with no address',
      second({ contactName: 'Tom Pengelly', contactRelationship: null, contactEmail: null }),
      'conflicting_contacts',
    ],
    ['nobody is named', known({ lists: [list({ contactName: ' ' })] }), 'no_contact_name'],
    [
      'the name is not a name',
      known({ lists: [list({ contactName: 'http://x.example' })] }),
      'no_contact_name',
    ],
    ['there is no address', known({ lists: [list({ contactEmail: null })] }), 'no_email_address'],
    [
      'the address is two addresses',
      known({ lists: [list({ contactEmail: 'a@example.org,b@example.org' })] }),
      'no_email_address',
    ],
    ['another format is needed', closedSecond({ writtenFormat: '11' }), 'written_format'],
    ['easy read is needed', known({ lists: [list({ writtenFormat: 'easy-read' })] }), 'written_format'],
    ['another language is preferred', second({ language: 'pl' }), 'language'],
    ['an interpreter is needed', second({ interpreter: 'Y' }), 'interpreter'],
    ['a letter is preferred', known({ lists: [list({ contactMethod: '1' })] }), 'contact_preference'],
    ['texts are preferred on one list', second({ contactMethod: '9' }), 'contact_preference'],
    [
      'a list has been silent for 9 days',
      second({ reportedOn: plainDate('2026-11-13'), latestExtractOn: plainDate('2026-11-13') }),
      'stale_extract',
    ],
    [
      'a list is reported, and for 9 days without the child',
      second({ reportedOn: plainDate('2026-11-13') }),
      'not_on_latest_extract',
    ],
    ['a first census is not released', second({ fromFirstCensus: true, released: false }), 'first_census'],
  ])('holds where %s', (_, of, reason) => {
    expect(reasons(of)).toContain(reason);
  });

  it('says nothing of who else the child may be, of an entry that a person typed, until an extract lists it', () => {
    const everything = {
      died: true,
      restricted: true,
      actToday: true,
      protectionPlan: true,
      lookedAfter: true,
    };
    const typed = (part: Partial<ListKnown>) =>
      reasons(known({ lists: [list({ enteredByHand: true, ...part })], possibleMatch: everything }));
    expect(typed({})).toEqual(['entered_by_hand']);
    expect(typed({ language: 'pl' })).toEqual(['entered_by_hand', 'language']);
    expect(typed({ enteredByHand: false })).toHaveLength(5);
  });

  it('holds where families could not answer, or the address is not allowed', () => {
    expect(reasons(known(), { ...openSite, canBeAnswered: false })).toEqual(['no_contact_point']);
    expect(reasons(known(), { ...openSite, mayReceive: () => false })).toEqual(['not_on_allow_list']);
  });

  it.each<[string, WhatIsKnown]>([
    ['no telephone contact, with an email address', known({ lists: [list({ contactMethod: '8' })] })],
    ['no preference', known({ lists: [list({ contactMethod: null })] })],
    ['blank language', known({ lists: [list({ language: '' })] })],
    ['British English', known({ lists: [list({ language: 'en-GB' })] })],
    ['an extract of exactly 8 days ago', known({ lists: [list({ reportedOn: plainDate('2026-11-14') })] })],
    [
      'an old report of an entry that was never in an extract',
      known({ lists: [list({ reportedOn: plainDate('2026-08-01'), latestExtractOn: null })] }),
    ],
    ['a first census that was released', known({ lists: [list({ fromFirstCensus: true })] })],
    [
      'an old contact on a closed list',
      closedSecond({ contactName: 'Tom', contactEmail: 'tom@example.org' }),
    ],
    ['a closed list that fell silent', closedSecond({ reportedOn: plainDate('2026-01-01') })],
    ['a blank on one list that another answers', second({ contactEmail: null, contactName: null })],
    [
      'another list that says neither a name nor an address, whatever relationship it has kept',
      second({ contactEmail: null, contactName: ' ', contactRelationship: 'FTH' }),
    ],
    ['another list that agrees on the name and has no address', second({ contactEmail: ' ' })],
    ['another list that agrees on the address and has no name', second({ contactName: null })],
    [
      'the same contact written differently',
      second({ contactName: 'AMELIA  PENGELLY', contactEmail: 'Amelia@Example.org ' }),
    ],
    ['the day before the 16th birthday', known({ birthDate: plainDate('2010-11-23') })],
  ])('does not hold for %s', (_, of) => {
    expect(reasons(of)).toEqual([]);
  });

  it('tells a child who vanished from a list from a list that fell silent', () => {
    const vanished = { reportedOn: plainDate('2026-11-08') };
    const silent = { ...vanished, latestExtractOn: plainDate('2026-11-08') };
    expect(reasons(second(vanished))).toEqual(['not_on_latest_extract']);
    expect(reasons(second(silent))).toEqual(['stale_extract']);
    expect(reasons(known({ lists: [list(vanished), list({ provider: 'RK9', ...silent })] }))).toEqual([
      'not_on_latest_extract',
      'stale_extract',
    ]);
    // Both silent: the last extract came without the child, and now there is none at all.
    expect(reasons(second({ ...vanished, latestExtractOn: plainDate('2026-11-13') }))).toEqual([
      'stale_extract',
    ]);
  });

  it('takes name and address from one list, never one from each', () => {
    const text = fc.constantFrom(null, ' ', 'Amelia Pengelly', 'Tom Pengelly', 'amelia  pengelly');
    const email = fc.constantFrom(null, '', 'amelia@example.org', 'tom@example.org', 'not an address');
    const relationship = fc.constantFrom(null, 'MTH', 'FTH');
    const lists = fc.array(
      fc
        .record({ contactName: text, contactEmail: email, contactRelationship: relationship })
        .map((part) => list(part)),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lists, (some) => {
        const verdict = whoIsTold(known({ lists: some }), today, openSite);
        if (verdict.is !== 'send') return;
        const { name, address } = verdict.to;
        expect(
          some.some((one) => one.contactName?.replace(/ +/g, ' ') === name && one.contactEmail === address),
        ).toBe(true);
        for (const one of some) {
          if (one.contactEmail?.trim()) expect(one.contactEmail).toBe(address);
          if (one.contactName?.trim())
            expect(one.contactName.replace(/ +/g, ' ').toLowerCase()).toBe(name.toLowerCase());
        }
      }),
      { seed: 20261122, numRuns: 1000 },
    );
  });

  it('says what is missing where a single list leaves it out, and no conflict', () => {
    expect(reasons(known({ lists: [list({ contactEmail: null })] }))).toEqual(['no_email_address']);
    expect(reasons(known({ lists: [list({ contactName: null })] }))).toEqual(['no_contact_name']);
  });

  it('names the most serious reason first, and every reason', () => {
    expect(
      reasons(known({ actToday: true, diedOn: today, lists: [list({ language: 'pl', interpreter: 'Y' })] })),
    ).toEqual(['death', 'act_today', 'language', 'interpreter']);
  });

  it('never releases because another cause to hold was added', () => {
    const causes: readonly ((of: WhatIsKnown) => WhatIsKnown)[] = [
      (of) => ({ ...of, diedOn: today }),
      (of) => ({ ...of, restricted: true }),
      (of) => ({ ...of, actToday: true }),
      ...(['died', 'restricted', 'actToday', 'protectionPlan', 'lookedAfter'] as const).map(
        (what) =>
          (of: WhatIsKnown): WhatIsKnown => ({ ...of, possibleMatch: { ...of.possibleMatch, [what]: true } }),
      ),
      (of) => ({ ...of, facts: { ...of.facts, lookedAfter: true } }),
      (of) => ({ ...of, facts: { ...of.facts, protectionPlan: true } }),
      (of) => ({ ...of, birthDate: plainDate('2008-01-01') }),
      ...(
        [
          { diedOn: today },
          { contactRestriction: 'R' },
          { lookedAfter: 'Y' },
          { protectionPlan: 'Y' },
          { writtenFormat: '12' },
          { language: 'ckb' },
          { interpreter: 'Y' },
          { contactMethod: '3' },
          { contactName: 'Somebody Else' },
          { contactRelationship: 'GRPRN' },
          { contactEmail: 'else@example.org' },
          { reportedOn: plainDate('2026-10-01') },
          { reportedOn: plainDate('2026-10-01'), latestExtractOn: plainDate('2026-10-01') },
          { fromFirstCensus: true, released: false },
        ] satisfies Partial<ListKnown>[]
      ).map((part: Partial<ListKnown>) => (of: WhatIsKnown): WhatIsKnown => ({
        ...of,
        lists: [...of.lists, list(part)],
      })),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...causes), { maxLength: 6 }),
        fc.constantFrom(...causes),
        (some, one) => {
          const before = some.reduce((of, add) => add(of), known());
          const after = reasons(one(before));
          expect(after).toEqual(expect.arrayContaining([...reasons(before)]));
          expect(after.length).toBeGreaterThan(0);
          expect(
            [...after].sort((a, b) => holdReasonsInOrder.indexOf(a) - holdReasonsInOrder.indexOf(b)),
          ).toEqual(after);
        },
      ),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
