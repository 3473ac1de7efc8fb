import { ALL, type Viewer } from '../../../kernel/viewer.js';
import type { AccessMap, Given, When } from './access-map.js';
import { type Claims, isLaidOutAs, type Post, postIn, textIn, textsIn } from './post.js';

/** Why somebody whom the provider knows is not let in; `sign-in-words.ts` says each in a sentence. */
export type NotLetIn = 'no-role' | 'role-unknown' | 'organisation-unknown' | 'claims-unknown';

export type Admission = { viewer: Viewer } | { refused: NotLetIn };

/** Long enough for any name, short enough for a page. */
const LONGEST_NAME = 120;

/** Stable for one person at one provider, whatever their name or post becomes. */
export const viewerId = (issuer: string, subject: string): string => `${issuer} ${subject}`;

/** Pure: who somebody is here, acting as what, by their verified claims; or why they are not let in. */
export function viewerOf(map: AccessMap, issuer: string, claims: Claims): Admission {
  const subject = textIn(claims['sub']);
  const kind = map.claims.find((candidate) => isLaidOutAs(candidate, claims));
  if (subject === null || kind === undefined) return { refused: 'claims-unknown' };
  const post = postIn(kind, claims, map.organisationClaim);
  if (post === null) return { refused: 'no-role' };
  const organisation = map.organisations.find((candidate) => candidate.code === post.organisation);
  if (organisation === undefined)
    return { refused: post.organisation === null ? 'no-role' : 'organisation-unknown' };
  const rule = map.roles.find((candidate) => holds(candidate.when, post, claims));
  if (rule === undefined) return { refused: 'role-unknown' };
  return {
    viewer: {
      kind: 'person',
      id: viewerId(issuer, subject),
      name: (textIn(claims['name']) ?? 'Name not given').slice(0, LONGEST_NAME),
      role: rule.role,
      organisation: organisation.code,
      agency: rule.agency ?? organisation.agency,
      services: listed(rule.services, claims),
      localities: listed(rule.localities, claims),
    },
  };
}

/** Pure: the program behind a client id; null where the map knows none. */
export function systemOf(map: AccessMap, issuer: string, clientId: string): Viewer | null {
  const client = map.clients.find((candidate) => candidate.id === clientId);
  const organisation = map.organisations.find((candidate) => candidate.code === client?.organisation);
  if (client === undefined || organisation === undefined) return null;
  return {
    kind: 'system',
    id: viewerId(issuer, client.id),
    name: client.name,
    role: 'system',
    organisation: organisation.code,
    agency: client.agency ?? organisation.agency,
    services: client.services,
    localities: ALL,
  };
}

function holds(when: When, post: Post, claims: Claims): boolean {
  return (
    (when.role_code === undefined || isRoleCode(post.roleCode, when.role_code)) &&
    (when.org_code === undefined || post.organisation === when.org_code) &&
    (when.workgroup === undefined || post.workgroups.includes(when.workgroup)) &&
    (when.activity_code === undefined || post.activityCodes.includes(when.activity_code)) &&
    Object.entries(when.claims ?? {}).every(([name, value]) => textsIn(claims[name]).includes(value))
  );
}

/** The whole triple, or its last part: the job role. */
function isRoleCode(code: string | null, wanted: string): boolean {
  return code !== null && (code === wanted || code.split(':').at(-1) === wanted);
}

/** A claim that says `all` is every one; a claim that is not there is none. A scope's own sign for all is no name. */
function listed(given: Given, claims: Claims): readonly string[] | typeof ALL {
  if (typeof given === 'string' || Array.isArray(given)) return given as readonly string[] | typeof ALL;
  const said = textsIn(claims[(given as { claim: string }).claim]);
  return said.includes(ALL) ? ALL : said.filter((one) => one !== '*');
}
