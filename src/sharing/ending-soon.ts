import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { dayInWords } from '../kernel/plain-words.js';
import type { NewTask } from '../tasks/task.js';
import { PRIVACY_OFFICER } from '../tasks/task-owners.js';
import { byAgreement, standingOf } from './in-force.js';
import { isApproved, type RegisteredVersion } from './registered-version.js';

export const AGREEMENT_ENDING = 'sharing_ending';
/** Two people of two organisations must read and approve what comes next: less is too late. */
export const SAID_BEFORE_DAYS = 30;

/** Agreements in force that end within 30 days with nothing approved to follow without a gap. */
export function endingSoon(versions: readonly RegisteredVersion[], today: PlainDate): RegisteredVersion[] {
  return [...byAgreement(versions).values()].flatMap((of) => {
    const standing = standingOf(of, today);
    if (standing.is !== 'in_force') return [];
    const { version } = standing;
    if (version.expiresOn > addDays(today, SAID_BEFORE_DAYS)) return [];
    const followed = of.some(
      (other) =>
        other.version > version.version &&
        other.withdrawn === null &&
        isApproved(other) &&
        other.startsOn <= version.expiresOn &&
        other.expiresOn > version.expiresOn,
    );
    return followed ? [] : [version];
  });
}

export const endingKey = ({ id, version }: Pick<RegisteredVersion, 'id' | 'version'>): string =>
  `${AGREEMENT_ENDING}:${id}/${version}`;

/** One task a version; due on the day it ends. */
export function endingTask(version: RegisteredVersion): NewTask {
  return {
    kind: AGREEMENT_ENDING,
    key: endingKey(version),
    ownerRole: PRIVACY_OFFICER,
    forOrganisations: version.parties.map(({ organisation }) => organisation),
    title: 'A sharing agreement is about to end',
    detail: {
      whatToDo: [
        'Propose the next version and have two people approve it, or agree with the parties that it ends',
      ],
      lines: [
        `“${version.title}” ends on ${dayInWords(version.expiresOn)}`,
        'From that day what it gives is hidden, and what it lets in is held back',
      ],
      where: `/sharing/${version.id}`,
    },
    dueAt: new Date(`${version.expiresOn}T00:00:00Z`),
  };
}
