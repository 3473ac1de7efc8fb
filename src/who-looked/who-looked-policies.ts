import type { Policy } from '../kernel/policy.js';

/** Who looked at one child's record: those who treat or write to the child, and those who watch over it. */
export const readWhoLooked: Policy = {
  name: 'who_looked.read',
  act: 'view',
  roles: ['auditor', 'privacy_officer', 'clinician', 'list_office', 'navigator'],
};

/** The whole trail, and what is unusual in it. */
export const readAudit: Policy = { name: 'audit.read', act: 'search', roles: ['auditor', 'privacy_officer'] };

/** Saying that one has looked at unusual viewing, and what came of it. */
export const reviewUnusual: Policy = {
  name: 'audit.review',
  act: 'change',
  roles: ['auditor', 'privacy_officer'],
};

/** The trail as FHIR AuditEvents. */
export const exportAudit: Policy = {
  name: 'audit.export',
  act: 'export',
  roles: ['auditor', 'privacy_officer'],
};
