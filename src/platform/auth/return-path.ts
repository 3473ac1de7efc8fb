const ELSEWHERE = 'https://here.invalid';
const LONGEST = 1_000;

/**
 * Where somebody goes on after signing in: a path of this service and nothing else, or the start page. A link to
 * another site, however it is disguised, is not followed. Pure.
 */
export function safeReturnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > LONGEST || !/^\/(?![/\\])/.test(asked)) return '/';
  if (/[\\\u0000-\u001f]/.test(asked) || !URL.canParse(asked, ELSEWHERE)) return '/';
  const url = new URL(asked, ELSEWHERE);
  if (url.origin !== ELSEWHERE || url.pathname.startsWith('//')) return '/';
  if (/^\/(sign-in|sign-out|signed-out|demo-identity|api\/v1)(\/|$)/.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}`;
}
