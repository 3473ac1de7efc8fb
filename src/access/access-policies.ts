import type { Policy } from '../kernel/policy.js';

/** Opening a record that is not on one's own lists, by giving a reason. */
export const openRecord: Policy = {
  name: 'record.open',
  act: 'view',
  roles: ['clinician'],
};

/** The list of what was opened with a reason. */
export const readOpenedRecords: Policy = {
  name: 'opened_records.read',
  act: 'view',
  roles: ['privacy_officer'],
};

/** Saying what one makes of it. */
export const reviewOpenedRecord: Policy = {
  name: 'opened_records.review',
  act: 'change',
  roles: ['privacy_officer'],
};

/** Address, contact, school and GP of a child in scope. */
export const readContact: Policy = {
  name: 'contact.read',
  act: 'view',
  roles: ['clinician', 'list_office', 'navigator'],
};

/** The same of a restricted child, with a reason. Not for navigators: they work from what families may be told. */
export const openContact: Policy = {
  name: 'contact.open',
  act: 'view',
  roles: ['clinician', 'list_office'],
};
