import type { NewTask } from '../tasks/task.js';
import { addWorkingMinutes } from '../tasks/working-time.js';
import type { OpenedRecord } from './opened-record.js';
import { PRIVACY_OFFICER } from './scope.js';

export const RECORD_OPENED = 'record_opened';

/** A privacy officer looks within a working day. */
const LOOK_WITHIN_WORKING_MINUTES = 8 * 60;

export const openedKey = (openingId: string): string => `${RECORD_OPENED}:${openingId}`;

/** One task an opening; its words name nobody. */
export function openedTask(opening: OpenedRecord): NewTask {
  return {
    kind: RECORD_OPENED,
    key: openedKey(opening.id),
    ownerRole: PRIVACY_OFFICER,
    childId: opening.childId,
    forOrganisations: [opening.organisation],
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

/** An entry that a person sent by itself, and the child whom it joined. */
export interface JoiningEntry {
  referralId: string;
  childId: string;
  organisation: string;
}

/**
 * One task an entry: by it a child of others' lists became theirs to see, as when a record is opened, and no reason was
 * asked. Its words name nobody.
 */
export function joinedTask({ referralId, childId, organisation }: JoiningEntry, at: Date): NewTask {
  return {
    kind: 'entry_joined_child',
    key: `entry_joined_child:${referralId}`,
    ownerRole: PRIVACY_OFFICER,
    childId,
    forOrganisations: [organisation],
    title: 'A person added an entry, and it joined a child who was on no list of theirs',
    detail: {
      whatToDo: ['Look at who sent it, and make sure that the child was referred to them'],
      lines: [`They act for ${organisation}`],
      where: `/children/${childId}/who-looked?for=staff`,
    },
    dueAt: addWorkingMinutes(at, LOOK_WITHIN_WORKING_MINUTES),
  };
}

/** One task each time somebody is locked out. */
export function lockedOutTask(viewerId: string, organisation: string, tries: number, at: Date): NewTask {
  return {
    kind: 'record_opening_locked',
    key: `record_opening_locked:${viewerId}:${at.toISOString()}`,
    ownerRole: PRIVACY_OFFICER,
    forOrganisations: [organisation],
    title: 'Somebody tried too often to open records, and was locked out for an hour',
    detail: {
      whatToDo: ['Look at who it was and what they tried, and speak to them'],
      lines: [`They act for ${organisation}, and tried more than ${tries} times within an hour`],
      where: '/audit/unusual',
    },
    dueAt: addWorkingMinutes(at, LOOK_WITHIN_WORKING_MINUTES),
  };
}
