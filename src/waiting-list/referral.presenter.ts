import { boardTitles, type Flag, stateTitles } from '../flags/flag.js';
import { localityTitle } from '../children/locality.js';
import { daysBetween, londonDate, type PlainDate } from '../kernel/plain-date.js';
import { spacedNhsNumber } from '../kernel/nhs-number.js';
import { onAnotherList, type WhomToAsk } from '../tasks/another-list.js';
import { serviceLine } from '../referrals/service-line.js';
import type { BandLadder } from './band-ladder.js';
import { type ClockView, clockView } from './clock-words.js';
import { type DecisionView, decisionView } from './decision.presenter.js';
import { ageInWords, codeInWords, counted, dayInWords } from '../kernel/plain-words.js';
import { type Bar, queueRow, type Tag, tagsOf } from './queue.presenter.js';
import type { ShownStory } from './shown-story.js';
import { findingTitle } from './finding-words.js';
import { whatChanged } from './what-changed.js';

/** A line of a summary list. */
export interface Line {
  key: string;
  value: string;
}

/** What the referral's template prints: words, never rows. */
export interface ReferralView {
  id: string;
  childId: string;
  name: string;
  service: string;
  /** Age and NHS number, for who must be sure at a glance. */
  who: string;
  tags: readonly Tag[];
  notices: readonly string[];
  place: { why: string; reason: string; waited: string; share: string; bar: Bar } | null;
  clock: ClockView;
  about: readonly Line[];
  wait: readonly Line[];
  lists: readonly { text: string; href: string; detail: string; current: boolean }[];
  decision: DecisionView | null;
  confirm: ConfirmForm | null;
  confirmed: string;
  standsFirst: readonly string[];
  earlier: readonly { decided: string; band: string; by: string; changes: readonly string[]; href: string }[];
  more: boolean;
  earlierLeftOut: boolean;
  findings: readonly { title: string; detail: string }[];
  flags: readonly { board: string; state: Tag; reason: string; detail: string }[];
  boards: readonly { value: string; text: string }[];
  messagesHref: string;
  jsonHref: string;
  /** Why the reader, whose role acts, cannot act here; blank: they can. */
  cannot: string;
  may: Offered;
}

/** What the reader's role lets them do, and whether they opened this record with a reason. */
export interface Offered {
  confirm: boolean;
  flag: boolean;
  readMessages: boolean;
  readContact: boolean;
  readDecisions: boolean;
  tellClock: boolean;
  doTasks: boolean;
  opened: boolean;
}

export interface ConfirmForm {
  action: string;
  decisionId: string;
  choices: readonly { value: string; text: string; hint: string }[];
}

export function referralView(
  story: ShownStory,
  flags: readonly Flag[],
  today: PlainDate,
  ladder: BandLadder,
  offered: Offered,
  whom: WhomToAsk,
): ReferralView {
  const may = withinReach(offered, story);
  const { referral, child, entry } = story;
  const [present] = story.decisions;
  const row = entry && queueRow(entry, today, ladder);
  return {
    id: referral.id,
    childId: child.id,
    name: child.name || 'Name not recorded',
    service: serviceLine(referral.service).title,
    who: `${ageInWords(child.birthDate, today)}, ${numberInWords(child.nhsNumber)}`,
    tags: entry ? tagsOf(entry, ladder) : [{ text: stateOf(story), classes: 'nhsuk-tag--grey' }],
    notices: noticesOf(story),
    place: row && { why: row.why, reason: row.reason, waited: row.waited, share: row.share, bar: row.bar },
    clock: clockView(
      story.clocks,
      referral.waitingSince,
      may.tellClock ? { clinician: offered.confirm } : null,
    ),
    about: aboutLines(story, today),
    wait: waitLines(story, today),
    lists: listsOf(story, today, ladder),
    decision: present ? decisionView(present, today, ladder) : null,
    confirm: may.confirm ? confirmForm(story, ladder) : null,
    confirmed: confirmedBy(story, ladder),
    standsFirst: standsFirst(story),
    earlier: earlierDecisions(story, ladder),
    more: story.more,
    earlierLeftOut: story.earlierLeftOut,
    findings: story.findings.map((finding) => ({
      title: findingTitle(finding.code),
      detail: finding.resolvedOn
        ? `Found ${dayInWords(finding.raisedOn)}, resolved ${dayInWords(finding.resolvedOn)}`
        : `Found ${dayInWords(finding.raisedOn)}; with the ${codeInWords(finding.ownerRole).toLowerCase()}`,
    })),
    flags: flags.map((flag) => ({
      board:
        flag.board === 'access'
          ? boardTitles.access
          : `${boardTitles.locality}, ${localityTitle(flag.locality)}`,
      state: { text: stateTitles[flag.state], classes: FLAG_COLOURS[flag.state] },
      reason: flag.reason,
      detail: [
        `Raised by ${flag.raisedBy}, ${dayInWords(londonDate(new Date(flag.raisedAt)))}`,
        ...(flag.nextStep ? [`Next: ${flag.nextStep}`] : []),
      ].join('. '),
    })),
    boards: Object.entries(boardTitles).map(([value, text]) => ({ value, text })),
    messagesHref: `/messages?child=${child.id}`,
    jsonHref: `/api/v1/referrals/${referral.id}`,
    cannot: whyNot(offered, story, whom),
    may,
  };
}

/** A role's forms, where this list or this child is the reader's to change: elsewhere each would be refused. */
const withinReach = (may: Offered, { mayChange, escalated }: ShownStory): Offered => ({
  ...may,
  // What a family was told does not come with a task.
  readMessages: may.readMessages && (!escalated || mayChange.child || may.opened),
  confirm: may.confirm && mayChange.referral,
  tellClock: may.tellClock && mayChange.referral,
  doTasks: may.doTasks && (mayChange.referral || escalated),
  flag: may.flag && mayChange.child,
});

function whyNot(
  may: Offered,
  { mayChange, escalated, referral, entry }: ShownStory,
  whom: WhomToAsk,
): string {
  const withheld = ((may.confirm || may.doTasks) && !mayChange.referral) || (may.flag && !mayChange.child);
  if (!withheld) return '';
  if (escalated) return CAME_BY_ESCALATION;
  const ask = onAnotherList(referral.provider, entry?.actToday === true, whom);
  return may.opened && !mayChange.child
    ? `You opened this record with a reason. You can read it; you cannot change it. ${ask}`
    : ask;
}

const CAME_BY_ESCALATION =
  'Somebody must act today for this child, and nobody acknowledged or did it in time, so the task came to you. You can read this record until it is done, and say on the task what was done; nothing else here is yours to change. That you look is recorded with that reason.';

const FLAG_COLOURS = {
  suggested: 'nhsuk-tag--blue',
  flagged: 'nhsuk-tag--purple',
  declined: 'nhsuk-tag--grey',
} as const satisfies Record<Flag['state'], string>;

function numberInWords(nhsNumber: string | null): string {
  return nhsNumber === null ? 'No verified NHS number' : spacedNhsNumber(nhsNumber);
}

function stateOf({ referral, decisions }: ShownStory): string {
  if (referral.state === 'open') return decisions.length === 0 ? 'Not decided yet' : 'Not in the queue yet';
  const outcomes = { seen: 'Seen', left: 'Left the list', died: 'Died' };
  return referral.outcome === null ? 'Closed' : outcomes[referral.outcome];
}

function noticesOf({ referral, child }: ShownStory): string[] {
  const notices: string[] = [];
  if (child.diedOn !== null)
    notices.push(`This child died on ${dayInWords(child.diedOn)}. Nobody is to be written to.`);
  if (child.restricted)
    notices.push(
      'Restricted: where this child lives, who looks after them and their school are not shown or used.',
    );
  if (referral.decisionDue)
    notices.push(
      'Something about this child has changed and has not been decided yet: what stands below may be out of date.',
    );
  return notices;
}

function aboutLines({ child, referral }: ShownStory, today: PlainDate): Line[] {
  return [
    { key: 'Age', value: `${ageInWords(child.birthDate, today)}, born ${dayInWords(child.birthDate)}` },
    { key: 'NHS number', value: numberInWords(child.nhsNumber) },
    {
      key: 'Identity',
      value:
        child.identity === 'verified'
          ? 'Verified: linked across lists'
          : 'Local to this list: not linked to other lists until somebody resolves the finding',
    },
    { key: 'Locality', value: localityTitle(child.locality) },
    { key: 'Provider', value: referral.provider },
    { key: 'Service request', value: referral.serviceRequestIdentifier },
  ];
}

function waitLines({ referral, entry, decisions: [present] }: ShownStory, today: PlainDate): Line[] {
  const lines: Line[] = [{ key: 'Waiting since', value: dayInWords(referral.waitingSince) }];
  if (referral.closedOn !== null) lines.push({ key: 'Closed', value: dayInWords(referral.closedOn) });
  if (entry) {
    lines.push({
      key: 'Review by',
      value: `${dayInWords(entry.reviewOn)}${entry.reviewOn < today ? ' (overdue)' : ''}`,
    });
    if (present?.receipt.decision.partly === false)
      lines.push({
        key: 'Decision holds until',
        value:
          entry.holdsUntil === null
            ? 'Nothing changes it by itself'
            : `${dayInWords(entry.holdsUntil)}, then it is made again`,
      });
  }
  lines.push({
    key: 'Appointment',
    value: referral.appointmentOn === null ? 'None booked' : dayInWords(referral.appointmentOn),
  });
  lines.push({ key: 'Last reported', value: `${dayInWords(referral.reportedOn)} by ${referral.provider}` });
  return lines;
}

function listsOf(
  { lists, referral }: ShownStory,
  today: PlainDate,
  ladder: BandLadder,
): ReferralView['lists'] {
  return lists.map((list) => ({
    text: serviceLine(list.service).title,
    href: `/referrals/${list.referralId}`,
    detail: list.closedOn
      ? `closed ${dayInWords(list.closedOn)}`
      : [
          ...(list.band ? [ladder.title(list.band)] : []),
          `${counted(Math.max(0, daysBetween(list.waitingSince, today)), 'day')} waited`,
          list.provider,
        ].join(', '),
    current: list.referralId === referral.id,
  }));
}

/** Offered while somebody could still say something: the band that stands, or the lower one the rules propose. */
function confirmForm({ entry, referral, decisions }: ShownStory, ladder: BandLadder): ConfirmForm | null {
  const [present] = decisions;
  if (!entry || !present || present.id !== entry.decisionId) return null;
  const { standing, lowerProposal } = present.receipt.decision;
  if (entry.bandConfirmed && lowerProposal === null) return null;
  const stands = { value: standing.band, text: ladder.title(standing.band), hint: 'The band that stands' };
  const lower = lowerProposal && {
    value: lowerProposal,
    text: ladder.title(lowerProposal),
    hint: 'Lower: what the rules now propose. It counts only once you confirm it',
  };
  return {
    action: `/referrals/${referral.id}/confirm`,
    decisionId: present.id,
    choices: lower ? [stands, lower] : [stands],
  };
}

function confirmedBy({ entry, confirmations }: ShownStory, ladder: BandLadder): string {
  const last = confirmations.at(-1);
  if (!last) return 'Proposed by the rules. No clinician has looked yet.';
  const said = `${last.by} confirmed ${ladder.title(last.band)} on ${dayInWords(last.on)}${last.note ? `: ${last.note}` : ''}.`;
  return entry && !entry.bandConfirmed ? `${said} The band has changed since.` : said;
}

function standsFirst({ actToday }: ShownStory): string[] {
  return actToday.map(({ from, until, by, whatWasDone }) =>
    until === null
      ? `Act today since ${dayInWords(from)}: nobody has recorded what was done.`
      : `Act today from ${dayInWords(from)} to ${dayInWords(until)}. ${by ?? ''} recorded${whatWasDone === null ? ' what was done.' : `: ${whatWasDone}`}`,
  );
}

function earlierDecisions({ decisions }: ShownStory, ladder: BandLadder): ReferralView['earlier'] {
  return decisions.map((made, index) => {
    const before = decisions[index + 1];
    const { decision } = made.receipt;
    return {
      decided: dayInWords(made.decidedOn),
      band: ladder.title(decision.standing.band),
      by: `${decision.ruleSetId} ${decision.ruleSetVersion}, for ${made.decidedBy}`,
      changes: before ? whatChanged(before.receipt.decision, decision, ladder) : [],
      href: `/api/v1/decisions/${made.id}`,
    };
  });
}
