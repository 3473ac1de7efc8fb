import type { Request, RequestHandler, Response } from 'express';
import { roleTitles } from '../../kernel/role.js';
import type { Visit } from '../../kernel/viewer.js';
import type { SignedIn, SignedInReader } from '../auth/ports.js';
import type { Installation } from '../database/installation.js';
import { assetPaths } from './assets.js';
import { navigationAt } from './menu.js';
import type { PageNotices } from './page-notices.js';

/**
 * What the layout prints on every page, so that no page can forget it. It is asked for beside the page's own content,
 * and a page is rendered when both are there.
 */
export function pageContext(
  installation: Installation,
  notices: PageNotices,
  visitOf: (request: Request) => Promise<Visit | null>,
  signedIn: SignedInReader,
): RequestHandler {
  return (request, response, next) => {
    const { locals } = response;
    locals['assetPaths'] = assetPaths;
    locals['navigation'] = navigationAt(request.path, null);
    locals['isDemo'] = false;
    locals['siteNotices'] = [];
    locals['viewer'] = null;
    locals['csrfToken'] = null;
    // Programs read no page, and a program's answer should not wait for what stands on one.
    const isPage = !/^\/(api|health)(\/|$)/.test(request.path) || request.path === '/api/docs';
    if (!isPage || request.headers.authorization !== undefined) return next();
    const context = async (): Promise<void> => {
      const found = await signedIn.read(request);
      if (found) Object.assign(locals, whoIsThere(found, request.path));
      const visit = found && (await visitOf(request));
      const [kind, lines] = await Promise.all([installation.kind(), visit ? notices.for(visit) : []]);
      locals['isDemo'] = kind === 'demo';
      locals['siteNotices'] = lines;
    };
    // The page about a database that does not answer needs its layout too.
    renderOnce(
      response,
      context().catch(() => undefined),
    );
    next();
  };
}

/** From now on whatever this response renders waits until `ready`. */
function renderOnce(response: Response, ready: Promise<void>): void {
  const render = response.render.bind(response) as (...given: unknown[]) => void;
  response.render = (...given: unknown[]): void => {
    ready.then(() => render(...given)).catch((error: unknown) => response.req.next?.(error));
  };
}

function whoIsThere({ viewer, csrfToken }: SignedIn, path: string): Record<string, unknown> {
  return {
    viewer: { name: viewer.name, roleTitle: roleTitles[viewer.role], organisation: viewer.organisation },
    csrfToken,
    navigation: navigationAt(path, viewer.role),
  };
}
