import type { ClaimKind } from './access-map.js';

export type Claims = Readonly<Record<string, unknown>>;

/** The post somebody acts in, as their claims say it. */
export interface Post {
  organisation: string | null;
  /** CIS2 only. */
  roleCode: string | null;
  workgroups: readonly string[];
  activityCodes: readonly string[];
}

/**
 * The selected post of NHS CIS2: the entry of `nhsid_nrbac_roles` whose `person_roleid` is `selected_roleid`. null
 * where none was selected, or the selected one is not among the person's own (CIS2 technical specification: refuse).
 */
function cis2Post(claims: Claims): Post | null {
  const selected = claims['selected_roleid'];
  const all = claims['nhsid_nrbac_roles'];
  if (typeof selected !== 'string' || selected === '' || !Array.isArray(all)) return null;
  const matching = all
    .filter((entry): entry is Claims => typeof entry === 'object' && entry !== null)
    .filter((entry) => entry['person_roleid'] === selected);
  const [post] = matching;
  // Two entries of one id cannot be told apart: whichever was taken might be the wrong one.
  if (post === undefined || matching.length > 1) return null;
  return {
    organisation: textIn(post['org_code']),
    roleCode: textIn(post['role_code']),
    workgroups: textsIn(post['workgroups']),
    activityCodes: textsIn(post['activity_codes']),
  };
}

/** Whether claims are laid out in this way at all. */
export function isLaidOutAs(kind: ClaimKind, claims: Claims): boolean {
  const cis2 = 'selected_roleid' in claims || 'nhsid_nrbac_roles' in claims;
  return kind === 'cis2' ? cis2 : !cis2;
}

export function postIn(kind: ClaimKind, claims: Claims, organisationClaim: string): Post | null {
  if (kind === 'cis2') return cis2Post(claims);
  return {
    organisation: textIn(claims[organisationClaim]),
    roleCode: null,
    workgroups: [],
    activityCodes: [],
  };
}

/** A text as it is, and nothing where it is anything else. */
export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A list of texts, also where one alone is said without a list. */
export function textsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(textIn).filter((text) => text !== null);
}
