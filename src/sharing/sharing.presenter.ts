import type { Naming } from '../kernel/naming.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { dayInWords, listed, moment } from '../kernel/plain-words.js';
import { allows } from '../kernel/policy.js';
import type { Viewer } from '../kernel/viewer.js';
import { type AgreementInWords, agreementInWords } from './agreement-words.js';
import { endedInWords } from './ended-words.js';
import { byAgreement, type Standing, standingOf } from './in-force.js';
import { APPROVALS_NEEDED, refusedApproval, type RegisteredVersion, stateOf } from './registered-version.js';
import type { Shared } from './shared-with.js';
import { approveSharing, withdrawSharing } from './sharing-policies.js';

interface Tag {
  text: string;
  classes: string;
}

interface AgreementCard {
  href: string;
  words: AgreementInWords;
  tag: Tag;
  standing: string;
}

/** What the page of the register prints. */
export interface SharingView {
  given: readonly { href: string; title: string; text: string }[];
  missing: readonly string[];
  agreements: readonly AgreementCard[];
}

export interface VersionView {
  version: number;
  hash: string;
  words: AgreementInWords;
  state: string;
  history: readonly string[];
  /** Why this reader may not approve it; blank where they may, or where they are nobody who approves. */
  whyNot: string;
  mayApprove: boolean;
  mayWithdraw: boolean;
}

export interface AgreementView {
  id: string;
  title: string;
  standingTag: Tag;
  standing: string;
  versions: readonly VersionView[];
}

/** Every agreement, what it gives this reader, and what ended. */
export function sharingView(
  versions: readonly RegisteredVersion[],
  shared: Shared,
  today: PlainDate,
  named: Naming,
): SharingView {
  return {
    given: shared.because.map(({ agreement, title, entriesFrom, facts }) => ({
      href: `/sharing/${agreement}`,
      title,
      text: givenInWords(entriesFrom, facts, named),
    })),
    missing: endedInWords(shared, named),
    agreements: [...byAgreement(versions)].flatMap(([id, of]) => {
      const speaks = speaksFor(of, today);
      return speaks
        ? [
            {
              href: `/sharing/${id}`,
              words: agreementInWords(speaks),
              ...standingInWords(standingOf(of, today), of),
            },
          ]
        : [];
    }),
  };
}

/** One agreement with every version of it, newest first; undefined where there is none. */
export function agreementView(
  versions: readonly RegisteredVersion[],
  viewer: Viewer,
  today: PlainDate,
  named: Naming,
): AgreementView | undefined {
  const speaks = speaksFor(versions, today);
  if (!speaks) return undefined;
  const { tag, standing } = standingInWords(standingOf(versions, today), versions);
  return {
    id: speaks.id,
    title: speaks.title,
    standingTag: tag,
    standing,
    versions: [...versions]
      .sort((a, b) => b.version - a.version)
      .map((version) => versionView(version, viewer, named)),
  };
}

function versionView(version: RegisteredVersion, viewer: Viewer, named: Naming): VersionView {
  const approves = allows(approveSharing, viewer) && stateOf(version) === 'proposed';
  const refused = approves ? refusedApproval(version, viewer) : null;
  return {
    version: version.version,
    hash: version.hash,
    words: agreementInWords(version),
    state: STATES[stateOf(version)],
    history: historyOf(version, named),
    whyNot: refused ?? '',
    mayApprove: approves && refused === null,
    mayWithdraw:
      allows(withdrawSharing, viewer) &&
      version.withdrawn === null &&
      version.parties.some(({ organisation }) => organisation === viewer.organisation),
  };
}

/** The version that holds or held; before any did, the newest proposed. */
function speaksFor(versions: readonly RegisteredVersion[], today: PlainDate): RegisteredVersion | undefined {
  const standing = standingOf(versions, today);
  if (standing.is !== 'not_started') return standing.version;
  return [...versions].sort((a, b) => b.version - a.version)[0];
}

const STATES = { proposed: 'Waiting for approval', approved: 'Approved', withdrawn: 'Withdrawn' } as const;

function standingInWords(
  standing: Standing,
  versions: readonly RegisteredVersion[],
): { tag: Tag; standing: string } {
  const waiting = versions.filter((version) => stateOf(version) === 'proposed');
  const more =
    waiting.length > 0
      ? ` Version ${waiting.map(({ version }) => version).join(', ')} waits for approval.`
      : '';
  switch (standing.is) {
    case 'in_force':
      return {
        tag: { text: 'In force', classes: 'nhsuk-tag--green' },
        standing: `Version ${standing.version.version} holds until ${dayInWords(standing.version.expiresOn)}, and no longer on that day.${more}`,
      };
    case 'expired':
      return {
        tag: { text: 'Ended', classes: 'nhsuk-tag--red' },
        standing: `It ended on ${dayInWords(standing.on)}: what it gave is hidden.${more}`,
      };
    case 'withdrawn':
      return {
        tag: { text: 'Withdrawn', classes: 'nhsuk-tag--red' },
        standing: `It was withdrawn on ${dayInWords(standing.on)}: what it gave is hidden.${more}`,
      };
    case 'not_started':
    default:
      return {
        tag: { text: 'Not in force', classes: 'nhsuk-tag--grey' },
        standing: `Nothing is shared by it yet.${more}`,
      };
  }
}

function historyOf({ proposed, approvals, withdrawn }: RegisteredVersion, named: Naming): string[] {
  return [
    `${moment(proposed.at)}: proposed by ${proposed.name}, ${named(proposed.organisation)}`,
    ...approvals.map(
      ({ name, organisation, lookedAt, approvedAt }, index) =>
        `${moment(approvedAt)}: approved by ${name}, ${named(organisation)} (${index + 1} of ${APPROVALS_NEEDED}), having looked at: ${lookedAt}`,
    ),
    ...(withdrawn
      ? [
          `${moment(withdrawn.at)}: withdrawn by ${withdrawn.name}, ${named(withdrawn.organisation)}: ${withdrawn.reason}`,
        ]
      : []),
  ];
}

function givenInWords(entriesFrom: readonly string[], facts: readonly string[], named: Naming): string {
  const from = [...new Set(facts.map((fact) => fact.split('/')[0] ?? ''))];
  const parts = [
    ...(entriesFrom.length > 0 ? [`that a child waits on lists of ${listed(entriesFrom.map(named))}`] : []),
    ...from.map((organisation) =>
      facts.includes(`${organisation}/*`)
        ? `everything that ${named(organisation)} was told`
        : `some of what ${named(organisation)} was told`,
    ),
  ];
  return parts.join('; ');
}
