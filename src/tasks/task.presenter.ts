import { listInWords, onAnotherList, type WhomToAsk } from './another-list.js';
import type { SeenTask } from './seen-task.js';
import { type TaskState, urgentKinds } from './task.js';
import type { Standing } from './worklist.js';
import { addWorkingMinutes, isWorkingTime } from './working-time.js';

/** A task as the worklist shows it. */
export interface ShownTask {
  id: string;
  title: string;
  state: string;
  stateColour: string;
  urgent: boolean;
  overdue: boolean;
  age: string;
  due: string;
  escalated: string;
  acknowledgedBy: string;
  owner: string;
  mine: boolean;
  referralHref: string;
  instructions: readonly string[];
  /** What it is about, in words. */
  lines: readonly string[];
  /** The list it is about, in words; blank: none. */
  list: string;
  /** It came to the reader by escalation alone: whose it is, and where to read whom to ring. null: it did not. */
  escalatedTo: { child: string; contactHref: string; ask: string } | null;
  /** A page of ours to go to; blank: none. */
  where: string;
  /** Why the reader, whose role does it, is offered no move; blank: they are. */
  elsewhere: string;
  mayAcknowledge: boolean;
  mayFinish: boolean;
}

const words: Readonly<Record<TaskState, { text: string; colour: string }>> = {
  open: { text: 'Open', colour: 'blue' },
  acknowledged: { text: 'Acknowledged', colour: 'green' },
  escalated: { text: 'Escalated', colour: 'red' },
  done: { text: 'Done', colour: 'grey' },
};

/** `mine`: the reader's role does tasks of this owner; to others it is said whose it is. */
export function shownTask(
  task: SeenTask,
  now: Date,
  mine: boolean,
  standing: Omit<Standing, 'id'> | undefined,
  whom: WhomToAsk,
): ShownTask {
  const urgent = urgentKinds.includes(task.kind);
  return {
    id: task.id,
    title: task.title,
    state: words[task.state].text,
    stateColour: words[task.state].colour,
    urgent,
    overdue: task.dueAt !== null && task.dueAt <= now && task.state !== 'done',
    age: ageOf(task.raisedAt, now),
    due: task.dueAt ? moment(task.dueAt) : 'No date set',
    escalated: task.escalatedAt ? escalationOf(task, moment(task.escalatedAt)) : '',
    acknowledgedBy: task.state === 'escalated' ? '' : (task.acknowledgedBy ?? ''),
    owner: task.ownerRole,
    mine,
    referralHref: task.referralId ? `/referrals/${task.referralId}` : '',
    instructions: linesOf(task.detail['whatToDo']),
    lines: linesOf(task.detail['lines']),
    list: listInWords(
      textOf(task.detail['list']) || (standing?.escalated === true ? listOf(standing) : ''),
      whom.named,
    ),
    escalatedTo: standing?.escalated === true ? escalatedTo(task, standing, whom) : null,
    where: pageOf(task.detail['where']),
    elsewhere:
      mine && standing?.mayChange !== true ? onAnotherList(standing?.provider ?? null, urgent, whom) : '',
    mayAcknowledge: task.moves.includes('acknowledge'),
    mayFinish: task.moves.includes('finish'),
  };
}

/** Why and when it escalated; once somebody has taken it on, when alone. */
function escalationOf({ state, acknowledgedBy }: SeenTask, at: string): string {
  if (state !== 'escalated') return `Escalated ${at}.`;
  return acknowledgedBy === null
    ? `Nobody acknowledged it in time: escalated ${at}.`
    : `${acknowledgedBy} acknowledged it and nothing was recorded as done in time: escalated ${at}. Somebody must take it on now.`;
}

const listOf = ({ provider, service }: Omit<Standing, 'id'>): string =>
  provider === null || service === null ? '' : `${provider}/${service}`;

function escalatedTo(
  task: SeenTask,
  standing: Omit<Standing, 'id'>,
  whom: WhomToAsk,
): ShownTask['escalatedTo'] {
  const dutyContact = whom.dutyContactOf(standing.provider);
  const provider = standing.provider === null ? 'the provider' : whom.named(standing.provider);
  return {
    child: standing.childName || 'Name not recorded',
    contactHref: task.childId === null ? '' : `/children/${task.childId}/contact`,
    ask: `This child is on none of your lists. It is shown to you because nobody of ${provider} acknowledged it, or did it, in time; until it is done. That you look is recorded with that reason. Make sure that the team of the list knows what you do: ${dutyContact ?? `ring ${provider}`}.`,
  };
}

export interface Duty {
  role: string;
  escalateTo: { role: string; contact: string | null };
  acknowledgeWithinWorkingMinutes: number;
  doneWithinWorkingMinutes: number;
  onCallRoute: string | null;
}

/** Who is watching now, in words. `contact`: how the reader's duty role is reached. Out of hours without a route nobody is, and that is said. */
export function dutyNotice(
  now: Date,
  duty: Duty,
  contact: string | null,
): { watched: boolean; lines: readonly string[] } {
  const within = `${duty.acknowledgeWithinWorkingMinutes} working minutes`;
  const { escalateTo } = duty;
  const then = `What is not acknowledged in time, or not done within ${duty.doneWithinWorkingMinutes} working minutes after that, goes to the ${escalateTo.role}${escalateTo.contact === null ? ', for whom no contact is set (DUTY_ESCALATION_CONTACT)' : ` (${escalateTo.contact})`}. It is then shown to every clinician of the list’s provider.`;
  if (isWorkingTime(now))
    return contact === null
      ? {
          watched: false,
          lines: [
            `No contact is set for the ${duty.role} (DUTY_CONTACT), so nobody is known to be watching this page.`,
            then,
          ],
        }
      : {
          watched: true,
          lines: [`The ${duty.role} (${contact}) acknowledges act-today tasks within ${within}. ${then}`],
        };
  const opens = moment(addWorkingMinutes(now, 0));
  return duty.onCallRoute === null
    ? {
        watched: false,
        lines: [
          `It is outside working hours. Nobody is watching this page until ${opens}.`,
          'A child in danger now: ring 999. A mental-health crisis: ring 111 and choose option 2.',
        ],
      }
    : {
        watched: true,
        lines: [
          `It is outside working hours, until ${opens}. For an act-today child now: ${duty.onCallRoute}.`,
          'A child in danger now: ring 999. A mental-health crisis: ring 111 and choose option 2.',
        ],
      };
}

/** How long ago, in the largest whole unit. */
export function ageOf(raisedAt: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - raisedAt.getTime()) / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return counted(minutes, 'minute');
  if (minutes < 48 * 60) return counted(Math.floor(minutes / 60), 'hour');
  return counted(Math.floor(minutes / (24 * 60)), 'day');
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

const TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** A moment in Plymouth: Friday 20 November 2026 at 09:50. */
const moment = (at: Date): string => TIME.format(at).replace(',', '');

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((line): line is string => typeof line === 'string') : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Only paths of this site become links. */
function pageOf(value: unknown): string {
  const path = textOf(value);
  return /^\/(?![/\\])/.test(path) ? path : '';
}
