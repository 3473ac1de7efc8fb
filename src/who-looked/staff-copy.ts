import type { Act } from '../kernel/policy.js';
import { isRole, roleTitles } from '../kernel/role.js';
import type { Naming } from '../kernel/naming.js';
import { counted } from '../kernel/plain-words.js';
import { childrenOf, type TrailLine } from './trail-line.js';

/** A line of the trail as auditors read it: everything but its details, which are for programs. */
export interface StaffLine {
  id: string;
  when: string;
  who: string;
  from: string;
  act: string;
  what: string;
  why: string;
  children: string;
  /** Who looked at that child, where the line is about one. */
  childHref: string;
}

const ACTS: Readonly<Record<Act, string>> = {
  view: 'Looked',
  search: 'Searched',
  export: 'Took a copy',
  change: 'Changed',
};

export function staffLine(line: TrailLine, named: Naming): StaffLine {
  const children = childrenOf(line);
  return {
    id: line.id,
    when: MOMENT.format(line.at),
    who: whoIsIt(line, named),
    from: line.from ?? '',
    act: ACTS[line.act],
    what: `${inWords(line.action)} (${inWords(line.subjectKind)} ${line.subjectId})`,
    why: line.why ?? '',
    children:
      line.childId !== null
        ? '1 child'
        : children.length === 0
          ? ''
          : counted(children.length, 'child', 'children'),
    childHref: line.childId === null ? '' : `/children/${line.childId}/who-looked`,
  };
}

/** Name, role and organisation; a name that somebody only typed is marked so. */
export function whoIsIt(
  line: Pick<TrailLine, 'actorName' | 'actorRole' | 'organisation' | 'selfDeclared' | 'actorKind'>,
  named: Naming,
): string {
  const role = line.actorRole !== null && isRole(line.actorRole) ? roleTitles[line.actorRole] : '';
  const organisation = line.organisation === null ? '' : named(line.organisation);
  return [
    line.selfDeclared ? `${line.actorName} (as typed)` : line.actorName,
    ...(line.actorKind === 'system' ? ['program'] : []),
    role,
    organisation,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const inWords = (code: string): string => code.replace(/[._]/g, ' ');

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
