import type { Viewer } from '../kernel/viewer.js';
import type { NewTask } from '../tasks/task.js';
import { PRIVACY_OFFICER } from '../tasks/task-owners.js';
import { addWorkingMinutes } from '../tasks/working-time.js';
import type { OpenedRecord } from './opened-record.js';

export const RECORD_OPENED = 'record_opened';

/** A privacy officer looks within a working day. */
const LOOK_WITHIN_WORKING_MINUTES = 8 * 60;

export const openedKey = (openingId: string): string => `${RECORD_OPENED}:${openingId}`;

/** One task an opening; its words name nobody. `officersOf`: whose privacy officers look at it. */
export function openedTask(opening: OpenedRecord, officersOf: readonly string[]): NewTask {
  return {
    kind: RECORD_OPENED,
    key: openedKey(opening.id),
    ownerRole: PRIVACY_OFFICER,
    childId: opening.childId,
    forOrganisations: officersOf,
    title:
      opening.kind === 'out_of_scope'
        ? 'A record was opened with a reason'
        : 'The contact details of a restricted record were opened with a reason',
    detail: {
      whatToDo: ['Read the reason, look at what was seen, and say whether it was appropriate'],
      where: `/opened-records#opening-${opening.id}`,
    },
    dueAt: addWorkingMinutes(opening.openedAt, LOOK_WITHIN_WORKING_MINUTES),
  };
}

/** An entry that a person sent by itself with the number of a child on no list of theirs, or a program with another birth date. */
export interface EntryOfKnownNumber {
  referralId: string;
  /** The entry's own child. */
  childId: string;
  /** The child whose number it is. */
  knownId: string;
  organisation: string;
  /** Organisations whose privacy officers look at the entry, and at the child. */
  officersOfEntry: readonly string[];
  officersOfChild: readonly string[];
}

/**
 * Two tasks an entry: the sender's privacy officers look at the entry, those of the lists that have the child at the
 * child. Neither says whether the birth date agrees, so that nobody learns it by sending guesses; its words name nobody.
 */
export function knownNumberTasks(
  { referralId, childId, knownId, organisation, officersOfEntry, officersOfChild }: EntryOfKnownNumber,
  at: Date,
): NewTask[] {
  const task = (about: string, forOrganisations: readonly string[], key: string): NewTask => ({
    kind: 'entry_of_known_number',
    key,
    ownerRole: PRIVACY_OFFICER,
    forOrganisations,
    childId: about,
    title: 'An entry was sent with the NHS number of a child who is on no list of the sender',
    detail: {
      whatToDo: ['Look at who sent it, and make sure that the child was referred to them'],
      lines: [
        `They act for ${organisation}`,
        'The entry stands by itself. It is linked by an extract of that list where number and birth date agree',
      ],
      where: `/children/${about}/who-looked?for=staff`,
    },
    dueAt: addWorkingMinutes(at, LOOK_WITHIN_WORKING_MINUTES),
  });
  return [
    task(childId, officersOfEntry, `entry_of_known_number:${referralId}`),
    task(knownId, officersOfChild, `entry_of_known_number:${referralId}:lists`),
  ];
}

/** One task each time somebody is locked out. `officersOf`: whose privacy officers look at it. */
export function lockedOutTask(
  { id, organisation }: Pick<Viewer, 'id' | 'organisation'>,
  officersOf: readonly string[],
  tries: number,
  at: Date,
): NewTask {
  return {
    kind: 'record_opening_locked',
    key: `record_opening_locked:${id}:${at.toISOString()}`,
    ownerRole: PRIVACY_OFFICER,
    forOrganisations: officersOf,
    title: 'Somebody tried too often to open records, and was locked out for an hour',
    detail: {
      whatToDo: ['Look at who it was and what they tried, and speak to them'],
      lines: [`They act for ${organisation}, and tried more than ${tries} times within an hour`],
      where: '/audit/unusual',
    },
    dueAt: addWorkingMinutes(at, LOOK_WITHIN_WORKING_MINUTES),
  };
}
