/**
 * What somebody who watches (auditor, privacy officer) watches over, as SQL: what people of their own organisation did,
 * and whatever anybody did about a child who is or was on one of their organisation's lists. No agreement shares more.
 * `child` and `organisation` are SQL; a list once stood on stays, closed.
 */
export const onTheirLists = (child: string, organisation: string): string =>
  `EXISTS (SELECT FROM referral AS own_entry WHERE own_entry.child_id = ${child} AND own_entry.provider = ${organisation})`;

/** Whether that organisation has, or had, any list: without one it watches over what its own people did alone. */
export const hasLists = (organisation: string): string =>
  `EXISTS (SELECT FROM referral AS any_entry WHERE any_entry.provider = ${organisation})`;
