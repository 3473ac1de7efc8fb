import type { CookieOptions, Request } from 'express';

/** What a cookie is called and how it is set, which depends on the address people use. */
export interface CookieKind {
  name: string;
  options: CookieOptions;
}

/**
 * Over https the `__Host-` prefix: the browser then refuses the cookie unless it is Secure, for this host alone and for
 * every path, so no neighbouring name can plant one. Plain http is allowed on this machine only (configuration says
 * so), where browsers keep no Secure cookie on every name.
 */
export function cookieFor(what: 'session' | 'sign-in', secure: boolean): CookieKind {
  const name = what === 'session' ? 'breakwater' : 'breakwater-sign-in';
  return {
    name: secure ? `__Host-${name}` : name,
    options: { httpOnly: true, secure, sameSite: 'lax', path: '/' },
  };
}

/** One cookie of a request; undefined where there is none, or two of one name that disagree. */
export function cookieIn(request: Pick<Request, 'headers'>, name: string): string | undefined {
  const values = new Set(
    (request.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim().split('='))
      .filter(([key]) => key === name)
      .map(([, ...value]) => value.join('=')),
  );
  return values.size === 1 ? [...values][0] : undefined;
}
