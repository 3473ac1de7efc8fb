import type { Role } from '../../kernel/role.js';

/** A page of the menu, and whose role opens it; everybody's where no role is named. */
interface MenuItem {
  href: string;
  text: string;
  roles?: readonly Role[];
  /** Everybody’s who is signed in. */
  signedIn?: true;
}

/** What each role is shown is what its policies let it open; the policy decides, this list only saves a refusal. */
const MENU: readonly MenuItem[] = [
  { href: '/', text: 'Waiting list', roles: ['clinician', 'list_office', 'mdt_coordinator', 'navigator'] },
  { href: '/figures', text: 'Figures', roles: ['board_reader', 'rules_lead'] },
  { href: '/mdt', text: 'Flagged children', roles: ['mdt_coordinator', 'access_member'] },
  {
    href: '/tasks',
    text: 'Tasks',
    roles: ['clinician', 'list_office', 'mdt_coordinator', 'privacy_officer'],
  },
  { href: '/messages', text: 'Messages', roles: ['clinician', 'list_office', 'navigator'] },
  { href: '/outbox', text: 'Outbox', roles: ['list_office'] },
  { href: '/open-a-record', text: 'Open a record', roles: ['clinician', 'mdt_coordinator'] },
  { href: '/opened-records', text: 'Opened records', roles: ['privacy_officer'] },
  { href: '/audit', text: 'Who looked', roles: ['auditor', 'privacy_officer'] },
  { href: '/sharing', text: 'Sharing', signedIn: true },
  { href: '/api/docs', text: 'API' },
];

export interface NavigationItem {
  href: string;
  text: string;
  current: boolean;
}

/**
 * The menu of a role (null: nobody is signed in), with the item the page belongs to: `/tasks/…` belongs to Tasks, a
 * referral's page to the waiting list.
 */
export function navigationAt(path: string, role: Role | null): NavigationItem[] {
  const under = (href: string): boolean =>
    href === '/'
      ? path === '/' || path.startsWith('/referrals/')
      : path === href || path.startsWith(`${href}/`);
  return menuOf(role).map(({ href, text }) => ({ href, text, current: under(href) }));
}

/** Where somebody begins: the first page of their role. */
export function startOf(role: Role): string {
  return menuOf(role).find((item) => item.roles)?.href ?? '/signed-in';
}

const menuOf = (role: Role | null): readonly MenuItem[] =>
  MENU.filter(({ roles, signedIn }) =>
    role === null ? !roles && !signedIn : (roles?.includes(role) ?? true),
  );
