/**
 * What somebody acts as. One role at a time: whoever holds several signs in as one of them (NHS CIS2 "selected role").
 * The words are the service's own; `platform/auth` maps what an identity provider says to them.
 */
export const roles = [
  'clinician',
  'list_office',
  'mdt_coordinator',
  'access_member',
  'navigator',
  'rules_lead',
  'auditor',
  'board_reader',
  'privacy_officer',
  'system',
] as const;
export type Role = (typeof roles)[number];

/** Roles that people hold; `system` is a program of an organisation. */
export type PersonRole = Exclude<Role, 'system'>;

export const agencies = ['health', 'social_care', 'education'] as const;
export type Agency = (typeof agencies)[number];

export const roleTitles: Readonly<Record<Role, string>> = {
  clinician: 'Clinician',
  list_office: 'List office',
  mdt_coordinator: 'MDT coordinator',
  access_member: 'ACCESS member',
  navigator: 'Navigator',
  rules_lead: 'Rules lead',
  auditor: 'Auditor',
  board_reader: 'Board reader',
  privacy_officer: 'Privacy officer',
  system: 'System',
};

export const agencyTitles: Readonly<Record<Agency, string>> = {
  health: 'Health',
  social_care: 'Social care',
  education: 'Education',
};

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}

export function isAgency(text: string): text is Agency {
  return (agencies as readonly string[]).includes(text);
}
