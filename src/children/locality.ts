/**
 * Which locality team a child belongs to, from the postcode district of where the child lives.
 *
 * EXAMPLE for local sign-off: the plan speaks of locality multi-agency teams but publishes no map (mission.md, clause
 * 4.5). The four areas below follow postcode districts, so that a list office can change a line and nothing else. PL8
 * lies mostly beyond the city boundary; its families look to Plymstock, so it stands with the east until told otherwise.
 */
export interface Locality {
  id: string;
  title: string;
  /** Postcode districts (outward codes). Empty for the two boards that are not places. */
  districts: readonly string[];
}

/** Nowhere we know of: no postcode, one that cannot be read, no fixed abode, or an address that must not be used. */
export const NO_LOCALITY = 'none';
/** Lives outside the city, or in a residential school or home at a distance: still ours, and easily forgotten. */
export const LIVING_AWAY = 'away';

export const localities: readonly Locality[] = [
  { id: 'north', title: 'Plymouth North', districts: ['PL6'] },
  { id: 'east', title: 'Plymouth East', districts: ['PL7', 'PL8', 'PL9'] },
  { id: 'south', title: 'Plymouth South', districts: ['PL1', 'PL3', 'PL4'] },
  { id: 'west', title: 'Plymouth West', districts: ['PL2', 'PL5'] },
  { id: NO_LOCALITY, title: 'No locality', districts: [] },
  { id: LIVING_AWAY, title: 'Living away', districts: [] },
];

const byDistrict = new Map(
  localities.flatMap((locality) => locality.districts.map((district) => [district, locality.id] as const)),
);

/** Outward code, then inward code (digit and two letters) or nothing; spaces and case do not matter. */
const POSTCODE = /^([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{2})?$/;

/**
 * The locality's id. A home at a distance outranks the postcode, because the family address stays in the city while
 * the child does not. Pass null for a restricted address: it places the child nowhere.
 */
export function localityOf(postcode: string | null, residentialAtDistance = false): string {
  if (residentialAtDistance) return LIVING_AWAY;
  const district = POSTCODE.exec((postcode ?? '').replace(/\s/g, '').toUpperCase())?.[1];
  // ZZ99 codes are the NHS's own for "no fixed abode" and "not known" (ODS pseudo postcodes).
  if (district === undefined || district === 'ZZ99') return NO_LOCALITY;
  return byDistrict.get(district) ?? LIVING_AWAY;
}

export function isLocality(id: string): boolean {
  return localities.some((locality) => locality.id === id);
}

/** The title; throws where there is no such locality, because a child on an unknown board is on nobody's. */
export function localityTitle(id: string): string {
  const locality = localities.find((candidate) => candidate.id === id);
  if (!locality) throw new Error(`no such locality: ${id}`);
  return locality.title;
}
