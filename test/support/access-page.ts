import { CLOSED_LISTS_COUNT_DAYS } from '../../src/access/scope.js';
import { roleTitles, roles } from '../../src/kernel/role.js';
import type { FoundCommand } from './commands.js';
import { outsideNest } from './outside-nest.js';
import type { Route } from './routes.js';

/** `docs/access.md`: who may do what, one row a route, as the code has it. Unformatted Markdown. */
export function accessPage(routes: readonly Route[], commands: readonly FoundCommand[]): string {
  const guarded = routes.filter(({ policy }) => policy !== null);
  const open = routes.filter((route) => route.open !== null);
  return [
    '# Who may do what',
    '',
    'Made from the code; `test/every-route-has-a-policy.spec.ts` fails where the two differ and says how to make it anew.',
    '',
    'Everything is denied until a policy says yes. A policy says who may try; which children they then reach is their',
    '**scope** (organisation, services, localities, agreements in force, records opened with a reason, act-today tasks that',
    'nobody took up), which the queries and PostgreSQL’s row-level security apply. “Names” says which rows of the address or',
    'the body must be within that scope, or the answer is 404 as for something that is not there. For a change, they must be',
    'on what the reader works on.',
    '',
    `A list makes a child somebody’s own while the entry is open, and for ${CLOSED_LISTS_COUNT_DAYS} days after it was`,
    'closed: so long list offices answer families, and what was done is looked back on. A child who is theirs by another',
    'entry or a flag is theirs with the old entries too, and a flag counts until it is declined. Otherwise, after that,',
    'the record is opened with a reason, as any other. The trail, and what privacy officers and auditors watch over, have',
    'no such end.',
    '',
    'Whom a fact is about is looked for by its body, in several ways. A referral that is named must be the sender’s, a',
    'person’s or a program’s alike: to work on where the fact is about that referral, to see where it only says which child',
    'is meant. A person must have the child on a list of theirs; a program of an agency may name a child by number and birth',
    'date without seeing one, and a pair that is not right is refused as probing. Everybody speaks for their own',
    'organisation alone, also of what a school, a council or a family told them: its clinicians may withdraw it. Where',
    'something was said already that the sender neither sent nor may see, whatever is sent is answered 409 alike.',
    '',
    'An entry that a person sends with the number of a child they do not work with joins nobody by itself: it is kept and',
    'decided alone, whether or not the birth date agrees, an extract of that list links it, and the privacy officers of both',
    'organisations have a task to look at it. They have one too where a program sends such a number with a birth date that',
    'does not agree. Whatever else a person sends, unless it joins a child they work with, is written about to no family until',
    'an extract of that list lists it: a hold for who the child may also be would tell whoever tries names and birth dates.',
    '',
    '## Pages and API',
    '',
    '| address | policy | kind | who | names |',
    '| --- | --- | --- | --- | --- |',
    ...guarded.map(({ method, path, policy, subjects }) =>
      row(
        `\`${method} ${path}\``,
        `\`${policy?.name ?? ''}\`${policy?.may ? ' with a condition' : ''}`,
        policy?.act ?? '',
        whoOf(policy?.roles ?? []),
        subjects
          .map(({ table, in: where }) => `${table} in the ${where === 'params' ? 'address' : 'body'}`)
          .join(', '),
      ),
    ),
    '',
    '## Open to all',
    '',
    '| address | why |',
    '| --- | --- |',
    ...open.map(({ method, path, open: why }) => row(`\`${method} ${path}\``, why ?? '')),
    ...Object.entries(outsideNest).map(([path, why]) => row(`\`${path}\``, why)),
    '',
    '## Commands',
    '',
    'Whoever runs commands has the machine and the database already: the question is who they are and why, and that is what',
    'the trail keeps.',
    '',
    '| command | policy | kind |',
    '| --- | --- | --- |',
    ...commands.map(({ name, policy }) =>
      row(
        `\`${name}\``,
        `\`${policy?.name ?? ''}\``,
        policy?.act === 'none' ? 'of nobody' : (policy?.act ?? ''),
      ),
    ),
    '',
  ].join('\n');
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function whoOf(given: readonly (typeof roles)[number][]): string {
  if (given.length === roles.length) return 'everybody who is signed in';
  return roles
    .filter((role) => given.includes(role))
    .map((role) => roleTitles[role])
    .join(', ');
}
