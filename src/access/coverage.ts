import type { Role } from '../kernel/role.js';
import { ALL } from '../kernel/viewer.js';
import { openContact, openRecord } from './access-policies.js';
import { type Officers, officersOf } from './privacy-officers.js';

/** A post in which somebody may sign in: as what, for whom, for which lists and localities. */
export interface Seat {
  role: Role;
  organisation: string;
  services: readonly string[] | typeof ALL;
  localities: readonly string[] | typeof ALL;
}

/** A list, by whose it is and for which service. */
export interface List {
  provider: string;
  service: string;
}

/** Of that list, the children of these localities. */
export interface Gap extends List {
  localities: readonly string[];
}

export interface Uncovered {
  /** Seen from no seat at all. */
  byAnybody: readonly Gap[];
  /** Seen by no clinician, so that nobody can confirm a band or act today; whoever else sees them. */
  byClinicians: readonly Gap[];
  /** Localities whose flagged children no coordinator brings to a meeting. */
  byCoordinators: readonly string[];
  /** Organisations for which no privacy officer looks at what is opened with a reason. */
  byPrivacyOfficers: readonly string[];
}

/** Roles that see children by the lists of their own organisation. Agreements are left out: one may end any day. */
const SEE_LISTS: ReadonlySet<Role> = new Set(['clinician', 'list_office', 'mdt_coordinator', 'navigator']);
const CLINICIANS: ReadonlySet<Role> = new Set(['clinician']);
/** Roles that may open a record, or what is withheld of one, with a reason. */
const OPEN_RECORDS: ReadonlySet<Role> = new Set([...openRecord.roles, ...openContact.roles]);

/**
 * Pure: which children nobody in these seats would see, of these lists and localities. A child of no locality (a
 * restricted address, none known) and one who lives away are in localities of their own: a map that names the places of
 * a city forgets just them. And of which organisations nobody looks at what is opened, by whose officers look for whom.
 */
export function uncovered(
  seats: readonly Seat[],
  lists: readonly List[],
  localities: readonly string[],
  officers: Officers,
): Uncovered {
  const gaps = (roles: ReadonlySet<Role>): Gap[] =>
    lists.flatMap((list) => {
      const seen = seats.filter(
        (seat) =>
          roles.has(seat.role) && seat.organisation === list.provider && has(seat.services, list.service),
      );
      const unseen = localities.filter((locality) => !seen.some((seat) => has(seat.localities, locality)));
      return unseen.length === 0 ? [] : [{ ...list, localities: unseen }];
    });
  const coordinators = seats.filter(({ role }) => role === 'mdt_coordinator');
  return {
    byAnybody: gaps(SEE_LISTS),
    byClinicians: gaps(CLINICIANS),
    byCoordinators: localities.filter((one) => !coordinators.some((seat) => has(seat.localities, one))),
    byPrivacyOfficers: [
      ...new Set([
        ...lists.map(({ provider }) => provider),
        ...seats.filter(({ role }) => OPEN_RECORDS.has(role)).map(({ organisation }) => organisation),
      ]),
    ]
      .filter((one) => !seats.some((seat) => looksFor(seat, officersOf(officers, one), one)))
      .sort(),
  };
}

/** Their own officers do, whoever stands in. */
const looksFor = ({ role, organisation }: Seat, ...officersOfOne: readonly string[]): boolean =>
  role === 'privacy_officer' && officersOfOne.includes(organisation);

const has = (given: Seat['services'], word: string): boolean => given === ALL || given.includes(word);
