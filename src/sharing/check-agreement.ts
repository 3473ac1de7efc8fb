import { factDefinition } from '../facts/vocabulary.js';
import type { Fault } from '../kernel/outcome.js';
import { addMonths, parsePlainDate } from '../kernel/plain-date.js';
import { type Agreement, EVERY_FACT } from './agreement.js';

/** Nobody agrees for ever: what is longer than this is reviewed by nobody. */
const LONGEST_MONTHS = 36;

/** What is wrong with the meaning of an agreement whose form is right, every fault at once. */
export function faultsInAgreement(agreement: Agreement): Fault[] {
  return [
    ...aboutDates(agreement),
    ...aboutParties(agreement),
    ...aboutFacts(agreement),
    ...aboutWhatIsShared(agreement),
  ];
}

function aboutDates({ startsOn, expiresOn }: Agreement): Fault[] {
  const faults: Fault[] = [];
  for (const [at, day] of Object.entries({ startsOn, expiresOn }))
    if (parsePlainDate(day) === undefined) faults.push({ at, message: 'is not a real date CCYY-MM-DD' });
  if (faults.length > 0) return faults;
  if (expiresOn <= startsOn) return [{ at: 'expiresOn', message: 'must be after startsOn' }];
  if (expiresOn > addMonths(startsOn, LONGEST_MONTHS))
    return [{ at: 'expiresOn', message: `must be at most ${LONGEST_MONTHS} months after startsOn` }];
  return [];
}

function aboutParties({ parties, shares, imports, owner }: Agreement): Fault[] {
  const codes = parties.map(({ organisation }) => organisation);
  const twice = [...new Set(codes.filter((code, index) => codes.indexOf(code) !== index))];
  const named = [
    { at: 'owner/organisation', code: owner.organisation },
    ...shares.flatMap(({ from, to }, i) => [
      { at: `shares/${i}/from`, code: from },
      ...to.map(({ organisation }, j) => ({ at: `shares/${i}/to/${j}`, code: organisation })),
    ]),
    ...imports.map(({ from }, i) => ({ at: `imports/${i}/from`, code: from })),
  ];
  const agencyMissing = shares.flatMap(({ to }, i) =>
    to.flatMap(({ organisation, agencies }, j) => {
      const party = parties.find((one) => one.organisation === organisation);
      const unknown = (agencies ?? []).filter((agency) => party && !party.agencies.includes(agency));
      return unknown.map((agency) => ({
        at: `shares/${i}/to/${j}`,
        message: `names ${agency}, which ${organisation} is not a party as`,
      }));
    }),
  );
  return [
    ...twice.map((code) => ({ at: 'parties', message: `names ${code} twice` })),
    ...named
      .filter(({ code }) => !codes.includes(code))
      .map(({ at, code }) => ({ at, message: `names ${code}, which is not a party` })),
    ...agencyMissing,
  ];
}

function aboutFacts({ shares, imports }: Agreement): Fault[] {
  const lists = [
    ...shares.map(({ facts }, i) => ({ at: `shares/${i}/facts`, facts })),
    ...imports.map(({ facts }, i) => ({ at: `imports/${i}/facts`, facts })),
  ];
  return lists.flatMap(({ at, facts }) => [
    ...facts
      .filter((code) => code !== EVERY_FACT && !factDefinition(code))
      .map((code) => ({ at, message: `names ${code}, which is not a fact of the vocabulary` })),
    ...(facts.includes(EVERY_FACT) && facts.length > 1
      ? [{ at, message: 'names every fact (*) and single ones: keep one of the two' }]
      : []),
  ]);
}

function aboutWhatIsShared({ purpose, shares, imports }: Agreement): Fault[] {
  if (purpose === 'planning')
    return shares.length + imports.length === 0
      ? []
      : [
          {
            at: 'purpose',
            message: 'planning is done with counts: nothing about one child is shared for it',
          },
        ];
  const empty = shares.flatMap(({ entries, facts }, i) =>
    entries || facts.length > 0 ? [] : [{ at: `shares/${i}`, message: 'shares neither entries nor facts' }],
  );
  const own = shares.flatMap(({ from, to }, i) =>
    to
      .filter(({ organisation, agencies }) => organisation === from && agencies === null)
      .map(() => ({ at: `shares/${i}`, message: `shares what ${from} holds with ${from} itself` })),
  );
  const nothing =
    shares.length + imports.length === 0
      ? [{ at: 'shares', message: 'is empty, and so is imports: nothing would be shared' }]
      : [];
  return [...empty, ...own, ...nothing];
}
