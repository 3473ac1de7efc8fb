import { checkDigit } from '../kernel/nhs-number.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import { shapeOf } from './caseload-shape.js';
import {
  districts,
  ethnicCategories,
  familyNames,
  givenNames,
  inwardLetters,
  languages,
  practices,
  schools,
  streets,
} from './invented-words.js';
import { Random, scattered } from './random.js';

/** Everything about an invented child and family that every list would know. */
export interface InventedChild {
  number: number;
  nhsNumber: string;
  givenName: string;
  familyName: string;
  birthDate: PlainDate;
  gender: string;
  address: string;
  postcode: string;
  ethnicCategory: string;
  language: string;
  practice: string;
  school: string;
  lookedAfter: boolean;
  protectionPlan: boolean;
  senType: string;
  restricted: boolean;
  contactMethod: string;
  writtenFormat: string;
  interpreter: boolean;
  contactName: string;
  relationship: string;
  mobile: string;
  email: string;
}

const WHO_THEY_ARE = 101;

/** The same child for the same seed and number, on whichever list and in whatever order it is asked for. */
export function inventChild(seed: number, number: number, birthDate: PlainDate): InventedChild {
  const random = new Random(seed, WHO_THEY_ARE, number);
  const familyName = random.pick(familyNames);
  const lookedAfter = random.chance(0.022);
  const restricted = random.chance(0.008);
  const language = random.weighted(languages);
  const relationship = lookedAfter
    ? 'PRNFOST'
    : random.weighted([
        ['MTH', 66],
        ['FTH', 22],
        ['GRPRN', 9],
        ['GUARD', 3],
      ]);
  return {
    number,
    nhsNumber: inventedNhsNumber(number, seed),
    givenName: random.pick(givenNames),
    familyName,
    birthDate,
    gender: random.weighted([
      ['1', 52],
      ['2', 44],
      ['9', 4],
    ]),
    address: restricted ? '' : `${random.int(1, 240)} ${random.pick(streets)}`,
    postcode: postcode(random, restricted),
    ethnicCategory: random.weighted(ethnicCategories),
    language,
    practice: random.pick(practices),
    school: random.chance(0.85) ? random.pick(schools) : '',
    lookedAfter,
    protectionPlan: random.chance(0.015),
    senType: random.weighted([
      ['', 70],
      ['SLCN', 12],
      ['ASD', 8],
      ['SEMH', 6],
      ['MLD', 4],
    ]),
    restricted,
    // 1 letter, 3 telephone, 4 email, 8 no telephone, 9 text message (PDS; nhs-standards.md, preferences).
    contactMethod: random.weighted([
      ['4', 68],
      ['9', 13],
      ['8', 8],
      ['3', 6],
      ['1', 5],
    ]),
    writtenFormat: random.weighted([
      ['', 975],
      ['11', 8],
      ['easy-read', 8],
      ['12', 5],
      ['13', 4],
    ]),
    interpreter: language !== '' && language !== 'en' && random.chance(0.45),
    contactName: `${random.pick(givenNames)} ${random.chance(0.8) ? familyName : random.pick(familyNames)}`,
    relationship,
    mobile: restricted ? '' : `07700 900${String(random.int(0, 999)).padStart(3, '0')}`,
    email: restricted ? '' : `family.${100_000 + number}@example.org`,
  };
}

function postcode(random: Random, restricted: boolean): string {
  const code = `${random.weighted(districts)} ${random.int(1, 9)}${random.pick(inwardLetters)}`;
  if (restricted || random.chance(0.006)) return '';
  return random.chance(0.002) ? 'ZZ99 3VZ' : code;
}

/** Numbers beginning 999 have never been issued. Of each last digit's ten, at most one has no check digit. */
const NUMBERS = 900_000;

export function inventedNhsNumber(child: number, seed: number): string {
  if (child >= NUMBERS) throw new RangeError(`only ${NUMBERS} numbers beginning 999 have a check digit`);
  const place = scattered(child, NUMBERS, seed + 7);
  const stem = `999${String(Math.floor(place / 9)).padStart(5, '0')}`;
  let left = place % 9;
  for (let last = 0; last <= 9; last++) {
    const digit = checkDigit(`${stem}${last}`);
    if (digit === 10) continue;
    if (left === 0) return `${stem}${last}${digit}`;
    left--;
  }
  throw new Error(`no number left under ${stem}`);
}

const HOW_OLD = 102;

/**
 * A birth date that suits every list: in the age range they share, and old enough on each for the day it was referred.
 * `waits` are the days waited on each list at the census.
 */
export function birthDateFor(
  seed: number,
  child: number,
  census: PlainDate,
  waits: readonly (readonly [service: ServiceLineId, days: number])[],
): PlainDate {
  const random = new Random(seed, HOW_OLD, child);
  const shapes = waits.map(([service, days]) => ({ ages: shapeOf(service).ages, days }));
  const from = Math.max(...shapes.map((shape) => shape.ages.from));
  const to = Math.max(from, Math.min(...shapes.map((shape) => shape.ages.to)));
  const leastDays = Math.max(...shapes.map((shape) => monthsInDays(shape.ages.atReferral) + shape.days));
  const days = monthsInDays(from) + Math.floor(random.next() * monthsInDays(to - from));
  return addDays(census, -Math.max(days, leastDays));
}

const monthsInDays = (months: number): number => Math.ceil((months * 365.25) / 12);
