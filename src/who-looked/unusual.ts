import { namedId } from '../kernel/ids.js';
import type { PlainDate } from '../kernel/plain-date.js';

/** What makes viewing unusual. It is a question to ask, never a verdict. */
export const unusualKinds = {
  many_children: 'Many children’s records in one day',
  same_family_name: 'A child with the viewer’s own family name, or whose carer has it',
  out_of_hours: 'Outside working hours',
  off_list: 'Again and again, a child on none of their organisation’s lists',
  opened: 'A record opened with a reason',
} as const;
export type UnusualKind = keyof typeof unusualKinds;

/** One finding: who, on which day, about which child where it is about one. */
export interface Unusual {
  kind: UnusualKind;
  actorId: string;
  actorName: string;
  actorRole: string | null;
  organisation: string | null;
  /** The day in Plymouth; of several, the last. */
  day: PlainDate;
  childId: string | null;
  /** Children of many_children, looks otherwise. */
  count: number;
  /** What is usual for the role in the days looked at (many_children). */
  usual: number | null;
}

export interface Review {
  lookedAtBy: string;
  lookedAt: Date;
  note: string;
}

export type Finding = Unusual & { id: string; review: Review | null };

/** The same finding has the same id each time it is worked out, so that a look at it holds. */
export function findingId({ kind, actorId, day, childId }: Unusual): string {
  return namedId('unusual viewing', kind, actorId, day, childId ?? '');
}

/**
 * EXAMPLE for local sign-off. More children in a day than the floor and than the role's median by five times its median
 * absolute deviation (at least one child); so many looks at a child who is on none of one's lists.
 */
export const UNUSUAL = {
  manyChildrenFloor: 40,
  deviations: 5,
  looksOffList: 3,
  opensAt: '07:00',
  closesAt: '19:00',
  /** Findings of one kind shown at once. */
  most: 200,
} as const;
