import type { Scope } from '../../kernel/viewer.js';

/** The database role under which viewers' reads run: it may read what row-level security lets it, and add to the trail. */
export const VIEWER_ROLE = 'breakwater_viewer';

/** Begins a transaction as a viewer. */
export function beginAsViewer(scope: Scope, mode = ''): string {
  return `BEGIN ${mode}; ${asViewer(scope)}`;
}

/**
 * From here to its end the transaction is a viewer's: the scope as PostgreSQL settings, local to it. Row-level security
 * reads them (`migrations/`, functions `scope_…`); unset they mean nothing may be seen.
 */
export function asViewer(scope: Scope): string {
  const set = (name: string, value: string): string => `SET LOCAL breakwater.${name} = ${literal(value)}`;
  return [
    `SET LOCAL ROLE ${VIEWER_ROLE}`,
    set('providers', array(scope.providers)),
    set('services', array(scope.services)),
    set('localities', array(scope.localities)),
    set('closed_since', scope.closedSince ?? ''),
    set('also_from', array(scope.alsoFrom)),
    set('boards', array(scope.boards)),
    set('opened', array(scope.opened)),
    set('facts', array(scope.facts)),
    set('tasks_of', array(scope.tasksOf)),
    set('tasks_for', array(scope.tasksFor)),
    set('escalated_from', array(scope.escalatedFrom)),
    set('confidential', scope.confidential ? 'yes' : 'no'),
  ].join('; ');
}

/** A text[] as PostgreSQL writes it. */
function array(words: readonly string[]): string {
  return `{${words.map((word) => `"${word.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

/** A string constant; `standard_conforming_strings` is on, so only quotes are special. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
