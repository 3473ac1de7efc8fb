import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roles } from '../kernel/role.js';
import { ALL } from '../kernel/viewer.js';
import { type Gap, type Seat, uncovered } from './coverage.js';
import { uncoveredInWords } from './coverage-words.js';
import type { Officers } from './privacy-officers.js';

const PROVIDERS = ['NR5', 'RK9'];
const SERVICES = ['slt', 'mental_health', 'neurodiversity'];
const LOCALITIES = ['north', 'east', 'none', 'away'];
const LISTS = PROVIDERS.flatMap((provider) => SERVICES.map((service) => ({ provider, service })));

const some = (words: readonly string[]) =>
  fc.oneof(fc.constant(ALL), fc.subarray([...words])) as fc.Arbitrary<readonly string[] | typeof ALL>;
const seat: fc.Arbitrary<Seat> = fc.record({
  role: fc.constantFrom(...roles),
  organisation: fc.constantFrom(...PROVIDERS),
  services: some(SERVICES),
  localities: some(LOCALITIES),
});
const seats = fc.array(seat, { maxLength: 8 });
const places = (gaps: readonly Gap[]): string[] =>
  gaps.flatMap(({ provider, service, localities }) =>
    localities.map((locality) => `${provider}/${service}/${locality}`),
  );
const everywhere = places(LISTS.map((list) => ({ ...list, localities: LOCALITIES })));
const each: Officers = { named: new Map(), others: null };
const of = (given: readonly Seat[], officers = each) => uncovered(given, LISTS, LOCALITIES, officers);
const clinician: Seat = { role: 'clinician', organisation: 'NR5', services: ['slt'], localities: ['north'] };

describe('what nobody covers', () => {
  it('is everything where nobody has a seat, and nothing of a list whose clinician sees every locality', () => {
    expect(places(of([]).byAnybody)).toEqual(everywhere);
    expect(of([]).byCoordinators).toEqual(LOCALITIES);
    const left = places(of([{ ...clinician, localities: ALL }]).byClinicians);
    expect(left).toEqual(everywhere.filter((place) => !place.startsWith('NR5/slt/')));
  });

  it('is a place of a list exactly where no seat of that provider has both its service and its locality', () => {
    fc.assert(
      fc.property(seats, (given) => {
        const open = new Set(places(of(given).byClinicians));
        for (const place of everywhere) {
          const [provider, service = '', locality = ''] = place.split('/');
          const seen = given.some(
            (one) =>
              one.role === 'clinician' &&
              one.organisation === provider &&
              (one.services === ALL || one.services.includes(service)) &&
              (one.localities === ALL || one.localities.includes(locality)),
          );
          expect([place, open.has(place)]).toEqual([place, !seen]);
        }
      }),
    );
  });

  it('never grows with one more seat, and what nobody sees no clinician sees', () => {
    fc.assert(
      fc.property(seats, seat, (given, more) => {
        const [before, after] = [of(given), of([...given, more])];
        for (const which of ['byAnybody', 'byClinicians'] as const)
          expect(places(before[which])).toEqual(expect.arrayContaining(places(after[which])));
        expect(before.byCoordinators).toEqual(expect.arrayContaining([...after.byCoordinators]));
        expect(places(before.byClinicians)).toEqual(expect.arrayContaining(places(before.byAnybody)));
      }),
    );
  });

  it('is not covered by roles that see no lists, or by another organisation’s people', () => {
    const elsewhere = { ...clinician, organisation: 'RK9' };
    const watcher: Seat = { ...clinician, role: 'privacy_officer', services: ALL, localities: ALL };
    expect(places(of([elsewhere, watcher]).byAnybody)).toContain('NR5/slt/north');
  });

  it('is said in words, each place once, of no locality and away by name', () => {
    const navigator: Seat = { ...clinician, role: 'navigator', localities: ['east'] };
    const coordinator: Seat = {
      role: 'mdt_coordinator',
      organisation: 'RK9',
      services: ALL,
      localities: ['north'],
    };
    const slt = [{ provider: 'NR5', service: 'slt' }];
    expect(uncoveredInWords(uncovered([clinician, navigator, coordinator], slt, LOCALITIES, each))).toEqual([
      'Nobody sees children of the list NR5/slt in the locality none, away.',
      'No clinician sees children of the list NR5/slt in the locality east.',
      'No coordinator has the locality east, none, away: nobody brings its flagged children to a meeting.',
      'No privacy officer looks for NR5 at what is opened with a reason there, or of its children: give it one, or say who stands in (privacyOfficersOf).',
      'No privacy officer looks for RK9 at what is opened with a reason there, or of its children: give it one, or say who stands in (privacyOfficersOf).',
    ]);
  });

  it('is every organisation with lists, or where records are opened, that has no privacy officer and nobody who stands in', () => {
    const officer = (organisation: string): Seat => ({ ...clinician, role: 'privacy_officer', organisation });
    const opener: Seat = { ...clinician, role: 'mdt_coordinator', organisation: 'QQ1' };
    const without = (given: readonly Seat[], officers?: Officers) => of(given, officers).byPrivacyOfficers;
    expect(without([opener])).toEqual(['NR5', 'QQ1', 'RK9']);
    expect(without([opener, officer('NR5')])).toEqual(['QQ1', 'RK9']);
    const standingIn = { named: new Map([['RK9', 'NR5']]), others: null };
    expect(without([opener, officer('NR5')], standingIn)).toEqual(['QQ1']);
    expect(without([opener, officer('NR5')], { ...standingIn, others: 'NR5' })).toEqual([]);
    expect(without([opener], { ...standingIn, others: 'NR5' })).toEqual(['NR5', 'QQ1', 'RK9']);
    expect(without([opener, officer('RK9')], standingIn)).toEqual(['NR5', 'QQ1']);
  });
});
