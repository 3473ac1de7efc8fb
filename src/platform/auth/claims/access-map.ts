import type { Agency, PersonRole } from '../../../kernel/role.js';
import type { ALL } from '../../../kernel/viewer.js';

/** How claims are laid out: as NHS CIS2 lays them out, or plainly, each under a name of its own. */
export type ClaimKind = 'cis2' | 'plain';

/** Service lines or localities a rule gives: these, every one, or those that a plain claim lists. */
export type Given = readonly string[] | typeof ALL | { claim: string };

/** What must hold of somebody for a rule to give its role; all that is said must hold. */
export interface When {
  /** CIS2: the selected role's code, whole (`S8001:G8005:R8000`) or its job role alone (`R8000`). */
  role_code?: string;
  org_code?: string;
  /** CIS2: one of the selected role's workgroups. */
  workgroup?: string;
  /** CIS2: one of the selected role's activity codes, for example `B0820`. */
  activity_code?: string;
  /** Any claim of the signed-in person that is this text, or a list with this text in it. */
  claims?: Readonly<Record<string, string>>;
}

export interface RoleRule {
  when: When;
  role: PersonRole;
  /** Where an organisation has members of several agencies; otherwise the organisation's own. */
  agency?: Agency;
  services: Given;
  localities: Given;
}

export interface MappedOrganisation {
  code: string;
  name: string;
  agency: Agency;
  /** Whose privacy officers look for it at what was opened with a reason, where it has none of its own. */
  privacyOfficersOf?: string;
}

/** A program that signs in by itself with client credentials. */
export interface MappedClient {
  id: string;
  name: string;
  organisation: string;
  agency?: Agency;
  services: readonly string[] | typeof ALL;
}

/** The configuration of who gets which role: data, so that a site changes it without changing the service. */
export interface AccessMap {
  /** The kinds accepted, tried in this order. */
  claims: readonly ClaimKind[];
  /**
   * How strongly somebody must have signed in: values of `acr`, any of which will do, asked of the provider in this
   * order. Empty: whatever the provider did; never with CIS2.
   */
  acr: readonly string[];
  /** Asked of the provider beside `openid`. */
  scopes: readonly string[];
  /** The claim that names the organisation, where claims are plain. */
  organisationClaim: string;
  organisations: readonly MappedOrganisation[];
  /**
   * Whose privacy officers stand in for every organisation that is not named here, and for those named that no rule gives
   * a privacy officer.
   */
  privacyOfficersOf?: string;
  /** The first rule that holds gives the role. */
  roles: readonly RoleRule[];
  clients: readonly MappedClient[];
}
