import type { RequestHandler } from 'express';
import type { Installation } from '../database/installation.js';
import { assetPaths } from './assets.js';
import type { PageNotices } from './page-notices.js';

const NAVIGATION = [
  { href: '/', text: 'Waiting list' },
  { href: '/tasks', text: 'Tasks' },
  { href: '/mdt', text: 'Flagged children' },
  { href: '/messages', text: 'Messages' },
  { href: '/outbox', text: 'Outbox' },
  { href: '/api/docs', text: 'API' },
] as const;

export interface NavigationItem {
  href: string;
  text: string;
  current: boolean;
}

/** The menu, with the item the page belongs to: `/tasks/…` belongs to Tasks, a referral's page to the waiting list. */
export function navigationAt(path: string): NavigationItem[] {
  const under = (href: string): boolean =>
    href === '/'
      ? path === '/' || path.startsWith('/referrals/')
      : path === href || path.startsWith(`${href}/`);
  return NAVIGATION.map((item) => ({ ...item, current: under(item.href) }));
}

/** What the layout prints on every page, so that no page can forget it. */
export function pageContext(installation: Installation, notices: PageNotices): RequestHandler {
  return (request, response, next) => {
    response.locals['assetPaths'] = assetPaths;
    response.locals['navigation'] = navigationAt(request.path);
    response.locals['isDemo'] = false;
    response.locals['siteNotices'] = [];
    // Programs read no notices, and a program's answer should not wait for them.
    const isPage = !/^\/(api|health)(\/|$)/.test(request.path) || request.path === '/api/docs';
    Promise.all([installation.kind(), isPage ? notices.now() : []]).then(
      ([kind, lines]) => {
        response.locals['isDemo'] = kind === 'demo';
        response.locals['siteNotices'] = lines;
        next();
      },
      /* The page about a database that does not answer needs its layout too. */
      () => next(),
    );
  };
}
