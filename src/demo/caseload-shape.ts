import type { ServiceLineId } from '../referrals/service-line.js';

/**
 * How large and how slow the demo's lists are. Evidence where there is some (nhs-standards.md §6): the sizes and wait
 * bands of speech and language therapy (603) and community paediatrics (1,299) are Plymouth's in the Community Health
 * Services SitRep of October 2025. The other two lists, the overlap, the pace and every rate are settings.
 */
export interface ServiceShape {
  service: ServiceLineId;
  provider: string;
  sourceSystem: string;
  /** Begins every service request identifier, so that one can be told from another provider's. */
  prefix: string;
  team: string;
  codeSystem: 'CSDS' | 'MHSDS';
  /** How long those on the list have waited: days from, days to, children. The counts add up to the list. */
  waiting: readonly WaitBand[];
  /** Children a normal week sees, and children who leave unseen; holidays slow both. */
  seenAWeek: number;
  leftAWeek: number;
  /** How long those seen had waited, in parts. */
  waitWhenSeen: readonly WaitBand[];
  /** Youngest at referral; youngest and oldest today; months. */
  ages: { atReferral: number; from: number; to: number };
}

export type WaitBand = readonly [fromDays: number, toDays: number, parts: number];

export const serviceShapes: readonly ServiceShape[] = [
  {
    service: 'slt',
    provider: 'NR5',
    sourceSystem: 'SYSTMONE',
    prefix: 'DSR',
    team: '33',
    codeSystem: 'CSDS',
    // SitRep bands: 0-1, 1-2, 2-4, 4-12, 12-18, 18-52, 52-104 weeks.
    waiting: [
      [0, 6, 22],
      [7, 13, 18],
      [14, 27, 38],
      [28, 83, 54],
      [84, 125, 69],
      [126, 363, 399],
      [364, 480, 3],
    ],
    seenAWeek: 22,
    leftAWeek: 1.5,
    waitWhenSeen: [
      [7, 83, 45],
      [84, 209, 15],
      [210, 378, 40],
    ],
    ages: { atReferral: 15, from: 24, to: 78 },
  },
  {
    service: 'community_paediatrics',
    provider: 'RK9',
    sourceSystem: 'CAREFLOW',
    prefix: 'DCP',
    team: '06',
    codeSystem: 'CSDS',
    waiting: [
      [0, 6, 42],
      [7, 13, 11],
      [14, 27, 44],
      [28, 83, 165],
      [84, 125, 209],
      [126, 363, 797],
      [364, 500, 31],
    ],
    seenAWeek: 42,
    leftAWeek: 3,
    waitWhenSeen: [
      [7, 83, 45],
      [84, 209, 20],
      [210, 378, 35],
    ],
    ages: { atReferral: 3, from: 6, to: 168 },
  },
  {
    service: 'neurodiversity',
    provider: 'RK9',
    sourceSystem: 'CAREFLOW',
    prefix: 'DND',
    team: 'C04',
    codeSystem: 'MHSDS',
    // Settings after §6.3: long waits, a list that grows by some four children a week.
    waiting: [
      [0, 90, 310],
      [91, 363, 770],
      [364, 727, 612],
      [728, 1050, 108],
    ],
    seenAWeek: 18,
    leftAWeek: 2,
    waitWhenSeen: [
      [14, 90, 25],
      [91, 420, 25],
      [421, 900, 50],
    ],
    ages: { atReferral: 24, from: 48, to: 204 },
  },
  {
    service: 'mental_health',
    provider: 'NR5',
    sourceSystem: 'SYSTMONE',
    prefix: 'DMH',
    team: 'A18',
    codeSystem: 'MHSDS',
    // Settings after §6.3: half wait more than 25 weeks, one in ten more than 99.
    waiting: [
      [0, 27, 120],
      [28, 83, 140],
      [84, 181, 200],
      [182, 363, 225],
      [364, 693, 130],
      [694, 850, 85],
    ],
    seenAWeek: 28,
    leftAWeek: 3,
    waitWhenSeen: [
      [1, 13, 50],
      [14, 83, 20],
      [84, 224, 20],
      [225, 600, 10],
    ],
    ages: { atReferral: 60, from: 72, to: 210 },
  },
];

export function shapeOf(service: ServiceLineId): ServiceShape {
  const shape = serviceShapes.find((candidate) => candidate.service === service);
  if (!shape) throw new Error(`no demo list for ${service}`);
  return shape;
}

/**
 * How many children wait on which lists together. No figure exists for Plymouth (nhs-standards.md §6.4): 25 % of the
 * speech and language list is on another list too, 7 % on two others. The children of each service add up to its list.
 */
export const overlaps: readonly { lists: readonly ServiceLineId[]; children: number }[] = [
  { lists: ['slt'], children: 450 },
  { lists: ['community_paediatrics'], children: 799 },
  { lists: ['neurodiversity'], children: 1138 },
  { lists: ['mental_health'], children: 531 },
  { lists: ['slt', 'community_paediatrics'], children: 60 },
  { lists: ['slt', 'neurodiversity'], children: 45 },
  { lists: ['slt', 'mental_health'], children: 8 },
  { lists: ['community_paediatrics', 'neurodiversity'], children: 280 },
  { lists: ['community_paediatrics', 'mental_health'], children: 60 },
  { lists: ['neurodiversity', 'mental_health'], children: 237 },
  { lists: ['slt', 'community_paediatrics', 'neurodiversity'], children: 36 },
  { lists: ['community_paediatrics', 'neurodiversity', 'mental_health'], children: 60 },
  { lists: ['slt', 'community_paediatrics', 'neurodiversity', 'mental_health'], children: 4 },
];
