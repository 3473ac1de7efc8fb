import { ALL, emptyScope, type Scope, type Viewer } from '../kernel/viewer.js';
import { PRIVACY_OFFICER } from '../tasks/task-owners.js';

/** What the agreements in force give an organisation's members (src/sharing). */
export interface SharedWithUs {
  /** Organisations whose list entries may be shown to them. */
  entriesFrom: readonly string[];
  /** `ORG/code`, `ORG/*`. */
  facts: readonly string[];
  /** What is hidden since an agreement ended, in sentences. */
  missing: readonly string[];
}

/** The owner role of what concerns the whole installation, for example that nobody has said how families can answer. */
export const SERVICE_OWNER = 'service owner';

/**
 * A list counts as a viewer's own while the child's entry on it is open, and for so many days after it was closed: a year
 * in which list offices answer what families ask and send back, and closed cases are reviewed. After that a child who is
 * on no list of theirs is opened with a reason, like any other. EXAMPLE for local sign-off.
 */
export const CLOSED_LISTS_COUNT_DAYS = 365;

/** Who takes on what nobody acknowledged in time, beside the provider whose list it is about. */
export interface Escalation {
  organisations: readonly string[];
}

/**
 * What a viewer may see today: their role says which kind of thing, their organisation, services and localities which
 * of it, the agreements in force what other organisations share, and records opened with a reason are added.
 */
export function scopeFor(
  viewer: Viewer,
  shared: SharedWithUs,
  opened: readonly string[],
  escalation: Escalation = { organisations: [] },
): Scope {
  const own = viewer.organisation;
  const services = some(viewer.services);
  const localities = some(viewer.localities);
  const everybodys = [...new Set([own, ...shared.entriesFrom])];
  const facts = [...new Set([`${own}/*`, ...shared.facts])];
  const { missing } = shared;
  switch (viewer.role) {
    case 'clinician':
      return {
        ...emptyScope,
        providers: [own],
        services,
        localities,
        alsoFrom: everybodys,
        opened,
        facts,
        confidential: true,
        missing,
        // Whichever the service line and the locality: those that the list has have not answered.
        escalatedFrom: escalation.organisations.includes(own) ? [ALL_PROVIDERS] : [own],
      };
    case 'list_office':
      return {
        ...emptyScope,
        providers: [own],
        services,
        localities,
        alsoFrom: everybodys,
        facts,
        missing,
        // What the whole installation waits for is about no child and no list.
        tasksOf: [SERVICE_OWNER],
        tasksFor: [own],
      };
    case 'mdt_coordinator':
      return {
        ...emptyScope,
        providers: everybodys,
        services,
        localities,
        alsoFrom: everybodys,
        boards: ['locality', 'access'],
        opened,
        facts,
        missing,
      };
    case 'access_member':
      return { ...emptyScope, boards: ['access'], alsoFrom: everybodys, facts, missing };
    case 'navigator':
      // Who is waiting for what and how long; no word of why.
      return { ...emptyScope, providers: everybodys, services, localities, alsoFrom: everybodys, missing };
    case 'system':
      return {
        ...emptyScope,
        providers: [own],
        services,
        localities: ['*'],
        alsoFrom: [own],
        facts: [`${own}/*`],
      };
    case 'privacy_officer':
      return { ...emptyScope, tasksOf: [PRIVACY_OFFICER], tasksFor: [own] };
    case 'rules_lead':
    case 'auditor':
    case 'board_reader':
    default:
      return emptyScope;
  }
}

const ALL_PROVIDERS = '*';

const some = (given: readonly string[] | typeof ALL): readonly string[] => (given === ALL ? ['*'] : given);
