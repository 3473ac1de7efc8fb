/** What matters of a request to know where it comes from. */
export interface RequestOrigin {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  secFetchSite: string | undefined;
  /** What the browser fetches it for: a page (`document`), a picture, a script … */
  secFetchDest?: string | undefined;
  path?: string;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const THIS_MACHINE = ['localhost', '127.0.0.1', '::1'];

/**
 * Why a request is refused, or null. Two attacks are answered: another site's name pointed at this machine (DNS
 * rebinding), by answering only to our own host names; and another site's form or script sent here by somebody's
 * browser (cross-site request forgery), by believing the two headers no page can forge. Programs send neither of
 * those headers and pass.
 */
export function refusal(request: RequestOrigin, ownNames: readonly string[]): string | null {
  const host = hostName(request.host ?? '');
  if (host === null || ![...THIS_MACHINE, ...ownNames].includes(host))
    return 'this service does not answer to that host name';
  if (isPartOfAPage(request)) return 'this is a page of its own, and no part of another';
  if (SAFE.has(request.method)) return null;
  if (request.secFetchSite !== undefined && !['same-origin', 'none'].includes(request.secFetchSite))
    return 'this was sent from another site';
  if (request.origin !== undefined && originHost(request.origin) !== request.host?.toLowerCase())
    return 'this was sent from another site';
  return null;
}

/**
 * Signing in is gone to and never fetched: pictures on somebody's page that point here would else use up, for everybody
 * behind the same address, how often one may try.
 */
function isPartOfAPage({ path, secFetchDest }: RequestOrigin): boolean {
  return (
    path !== undefined &&
    /^\/sign-in(\/callback)?\/?$/i.test(path) &&
    secFetchDest !== undefined &&
    secFetchDest !== 'document'
  );
}

/** The name in a Host header, without port or brackets; null where it is not one. */
function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/.exec(host.toLowerCase());
  return match ? (match[1] ?? match[2] ?? null) : null;
}

function originHost(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
