import { confidences, factSources } from '../facts/fact.js';
import { addDays, londonDate, type PlainDate } from '../kernel/plain-date.js';
import { mayReach } from '../sharing/visibility.js';
import { dayInWords } from '../kernel/plain-words.js';
import type { TrailLine } from './trail-line.js';

/** Why names are left out of a child's page for the family. */
export interface Marks {
  /**
   * A day says that the child was seen, by a person or a program, and nothing more. So it is in every copy that is given out without asking, and in
   * every copy of a child to whom somebody near may be the danger.
   */
  daysAlone: boolean;
  /** Who opened the record with a reason (by id): their name and organisation are not shown. */
  openers: ReadonlySet<string>;
  /** Organisations whose lists the family has been told of. Of others not even the name is shown. */
  familiar: ReadonlySet<string>;
}

/** An organisation as families know it; undefined where they would not know it. */
export type Known = (code: string) => string | undefined;

export interface FamilyDay {
  /** Monday 23 November 2026. */
  day: string;
  /** `when` is empty where no time and no count may be shown. */
  entries: readonly { who: string; what: string; when: string }[];
}

/** Said wherever a name is left out of a line among others with names, for whatever cause, so that the words betray none. */
export const SOMEONE = 'Someone in the health and care team';
const LOOKED = 'looked at your child’s record';
/** True of every line: a day alone may hide a person or a program, and a look at the record or at a name in a list. */
export const DAY_ALONE = {
  who: 'Somebody, or a computer program,',
  what: 'saw your child’s name or record',
} as const;
const PROGRAM = 'A computer program of the health and care team';

/**
 * Who looked, in words a family can read (reading age 9 to 11), grouped by day, newest first. Words come from here
 * alone: of a line only name, role, organisation and time can reach the page. What a child said in confidence, what
 * council, police or others said, and the team's own tasks leave no trace: no line, no gap, no count.
 */
export function familyDays(
  childId: string,
  lines: readonly TrailLine[],
  marks: Marks,
  known: Known,
): FamilyDay[] {
  const days = new Map<PlainDate, Map<string, { who: string; what: string; at: Date[] }>>();
  for (const line of lines) {
    if (!mayReachFamily(line)) continue;
    const day = londonDate(line.at);
    const entries = days.get(day) ?? new Map<string, { who: string; what: string; at: Date[] }>();
    days.set(day, entries);
    const [who, what] = marks.daysAlone
      ? [DAY_ALONE.who, DAY_ALONE.what]
      : [whoInWords(line, marks, known), whatInWords(line, childId)];
    const entry = entries.get(`${who}\n${what}`) ?? { who, what, at: [] };
    entry.at.push(line.at);
    entries.set(`${who}\n${what}`, entry);
  }
  return [...days].map(([day, entries]) => ({
    day: `${WEEKDAY.format(new Date(`${day}T00:00:00Z`))} ${dayInWords(day)}`,
    entries: [...entries.values()].map(({ who, what, at }) => ({
      who,
      what,
      when: marks.daysAlone ? '' : whenInWords(at),
    })),
  }));
}

/** What is done when a child has told of a danger, openings with a reason, and copies that programs make. */
const NEVER = /^(act_today|backup|band|fallback|flag|opened_records?|record|task)\.|^contact\.opened$/;

/**
 * The newest day that any family's copy shows: today and the seven days before are left out of every copy, so that
 * nobody can read from it what happened on the day that a child spoke, and the gap tells nothing.
 */
export function newestDayShown(today: PlainDate): PlainDate {
  return addDays(today, -8);
}

/** Whether a line may leave any trace in the family's copy. */
export function mayReachFamily({ act, actorKind, action, subjectKind, detail }: TrailLine): boolean {
  // What a program writes is somebody's report or our own working out: what it rests on may not be the family's.
  if (act === 'change' && actorKind === 'system') return false;
  // Lists printed each night and backups frighten, and tell nothing of who looked.
  if (act === 'export' && actorKind === 'system') return false;
  if (subjectKind === 'task' || NEVER.test(action)) return false;
  // What somebody is told in answer to what they wrote: a look on the day of a fact would tell that something was said.
  if ('answerTo' in detail && (actorKind === 'system' || detail['answerTo'] !== 'referral')) return false;
  if (subjectKind === 'fact' || action.startsWith('fact') || 'source' in detail || 'confidence' in detail)
    return tellsOpenly(detail);
  return true;
}

/** Whether the fact that a line is about may reach the family; of what is not known whole, nothing may. */
function tellsOpenly({ code, source, confidence }: TrailLine['detail']): boolean {
  const told = factSources.find((known) => known === source);
  const stated = confidences.find((known) => known === confidence);
  if (told === undefined || typeof code !== 'string') return false;
  if (stated === undefined) return confidence === undefined && mayReach({ code, source: told }, 'family');
  return mayReach({ code, source: told, confidence: stated }, 'family');
}

function whoInWords(line: TrailLine, { openers, familiar }: Marks, known: Known): string {
  if (line.actorKind === 'system') return PROGRAM;
  const organisation = line.organisation === null ? undefined : known(line.organisation);
  const hidden =
    line.selfDeclared ||
    line.actorId === null ||
    openers.has(line.actorId) ||
    organisation === undefined ||
    !familiar.has(line.organisation ?? '');
  if (hidden) return SOMEONE;
  const role = ROLES[line.actorRole ?? ''];
  return role === undefined
    ? `${line.actorName} from ${organisation}`
    : `${line.actorName} from ${organisation}, ${role}`;
}

const ROLES: Readonly<Record<string, string>> = {
  clinician: 'who helps children with their health,',
  list_office: 'who looks after the waiting list,',
  mdt_coordinator: 'who brings the people who help children together,',
  access_member: 'who plans help for children,',
  navigator: 'who helps families find their way,',
  auditor: 'who checks that people look for good reasons,',
  privacy_officer: 'who keeps records safe,',
};

function whatInWords(line: TrailLine, childId: string): string {
  if (/^(audit|unusual_viewing)\./.test(line.action)) return 'checked that people only look when they should';
  if (line.action.startsWith('who_looked.')) return 'looked at this page';
  if (line.action.startsWith('contact.')) return 'looked at how to reach you';
  switch (line.act) {
    case 'export':
      return 'made a copy that has your child’s name on it';
    case 'search':
      return 'saw your child’s name when they looked for a child';
    case 'change':
      return 'wrote in your child’s record';
    case 'view':
      return line.childId === childId ? LOOKED : 'saw your child’s name in a list';
  }
}

function whenInWords(at: readonly Date[]): string {
  const [once] = at;
  return once && at.length === 1 ? `at ${TIME.format(once)}` : `${at.length} times`;
}

const WEEKDAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long' });
const TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
