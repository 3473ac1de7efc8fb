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
