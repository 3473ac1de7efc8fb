import type { Policy } from '../kernel/policy.js';

/**
 * Opening a record that is not on one's own lists, by giving a reason: for who treats the child, and for coordinators,
 * whom other agencies ring about a child at risk who may be in no locality of theirs. Nobody else: a list office and a
 * navigator can ask either of the two, and ACCESS members are shown the child once somebody flags them.
 */
export const openRecord: Policy = {
  name: 'record.open',
  act: 'view',
  roles: ['clinician', 'mdt_coordinator'],
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
