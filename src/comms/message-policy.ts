import { ageInYears, daysBetween, type PlainDate } from '../kernel/plain-date.js';
import { emailAddress } from './email-address.js';
import { type HoldReason, holdReasonsInOrder } from './hold-reason.js';
import type { Recipient } from './message.js';
import { plainName } from './plain-name.js';
import type { ListKnown, PossibleMatch, Site, WhatIsKnown } from './what-is-known.js';

/** Who gets the message and by which route, or why nobody does: every reason, most serious first. */
export type Verdict =
  | { is: 'send'; to: Recipient; channel: 'email' }
  | { is: 'hold'; reasons: readonly [HoldReason, ...HoldReason[]] };

/** England, good communication while waiting: what is older than a weekly extract and a day cannot be relied on. */
export const EXTRACT_DAYS = 8;

type Cause = (known: WhatIsKnown, today: PlainDate, site: Site) => boolean;

/**
 * The one question of this file: may this family be written to now, by itself? One line a cause. A cause looks at every
 * list, open or closed, unless it is about the present contact. Silence is never permission and never a cause: a blank
 * answer holds only where something is needed that nobody has given.
 */
const causes: Readonly<Record<HoldReason, Cause>> = {
  death: (known) =>
    known.diedOn !== null ||
    known.lists.some((list) => list.diedOn !== null || list.closedByDeath || list.statusIsDeath),
  possible_match_died: (known) => matched(known, 'died'),
  restricted: (known) => known.restricted || said(known.lists, (list) => list.contactRestriction),
  possible_match_restricted: (known) => matched(known, 'restricted'),
  act_today: (known) => known.actToday,
  possible_match_act_today: (known) => matched(known, 'actToday'),
  protection_plan: (known) =>
    known.facts.protectionPlan || known.lists.some((list) => list.protectionPlan === 'Y'),
  possible_match_protection_plan: (known) => matched(known, 'protectionPlan'),
  // A foster carer as the contact means a child in care, whatever the indicator says (nhs-standards §4.5).
  looked_after: (known) =>
    known.facts.lookedAfter ||
    known.lists.some((list) => list.lookedAfter === 'Y' || list.contactRelationship === 'PRNFOST'),
  possible_match_looked_after: (known) => matched(known, 'lookedAfter'),
  entered_by_hand: (known) => handLists(known).length > 0,
  // From the 16th birthday nobody is told in a young person's place by default (nhs-standards §4.5, age).
  sixteen_or_over: (known, today) =>
    [known.birthDate, ...known.lists.map((list) => list.birthDate)].some(
      (birthDate) => birthDate !== null && ageInYears(birthDate, today) >= 16,
    ),
  conflicting_contacts: (known) => contactsConflict(contactLists(known)),
  no_contact_name: (known) => recipientName(known) === undefined,
  no_email_address: (known) => recipientAddress(known) === undefined,
  written_format: (known) => said(known.lists, (list) => list.writtenFormat),
  language: (known) =>
    known.lists.some((list) => !/^(en([-_].*)?|eng)?$/i.test((list.language ?? '').trim())),
  interpreter: (known) => known.lists.some((list) => list.interpreter === 'Y'),
  // PDS: 4 is email; 8, no telephone contact, leaves email; anything else is a wish we cannot meet yet.
  contact_preference: (known) =>
    openLists(known).some((list) => !['', '4', '8'].includes((list.contactMethod ?? '').trim())),
  not_on_latest_extract: (known, today) => vanishedLists(known, today).length > 0,
  not_on_allow_list: (known, _today, site) => {
    const address = recipientAddress(known);
    return address !== undefined && !site.mayReceive(address);
  },
  no_contact_point: (_known, _today, site) => !site.canBeAnswered,
  stale_extract: (known, today) => staleLists(known, today).length > 0,
  first_census: (known) => unreleasedLists(known).length > 0,
};

export function whoIsTold(known: WhatIsKnown, today: PlainDate, site: Site): Verdict {
  const [first, ...more] = holdReasonsInOrder.filter((reason) => causes[reason](known, today, site));
  if (first !== undefined) return { is: 'hold', reasons: [first, ...more] };
  const [name, address] = [recipientName(known), recipientAddress(known)];
  if (name === undefined || address === undefined)
    throw new Error('a recipient without a name or an address');
  return { is: 'send', to: { name, address }, channel: 'email' };
}

/** Lists that have not reported anybody for too long: what they say of this child cannot be relied on either. */
export function staleLists(known: WhatIsKnown, today: PlainDate): readonly ListKnown[] {
  return unreportedLists(known, today).filter((list) => tooOld(list.latestExtractOn, today));
}

/** Lists that are reported as they should be, but without this child: nobody has said whether the child still waits. */
export function vanishedLists(known: WhatIsKnown, today: PlainDate): readonly ListKnown[] {
  return unreportedLists(known, today).filter((list) => !tooOld(list.latestExtractOn, today));
}

function unreportedLists(known: WhatIsKnown, today: PlainDate): readonly ListKnown[] {
  return openLists(known).filter((list) => list.latestExtractOn !== null && tooOld(list.reportedOn, today));
}

const tooOld = (reportedOn: PlainDate | null, today: PlainDate): boolean =>
  reportedOn !== null && daysBetween(reportedOn, today) > EXTRACT_DAYS;

/** Open lists whose entry a person typed, of a child they do not work with, and no extract has listed yet. */
export function handLists(known: WhatIsKnown): readonly ListKnown[] {
  return openLists(known).filter((list) => list.enteredByHand);
}

/**
 * What was typed by hand is held for that alone, whoever it may be: a reason that comes with the right birth date would
 * tell whoever types guesses. Those who work with the other child are asked (may-be-same-task.ts).
 */
const matched = (known: WhatIsKnown, mark: keyof PossibleMatch): boolean =>
  handLists(known).length === 0 && known.possibleMatch[mark];

/** Lists whose first census nobody has released yet. */
export function unreleasedLists(known: WhatIsKnown): readonly ListKnown[] {
  return openLists(known).filter((list) => list.fromFirstCensus && !list.released);
}

export function openLists(known: WhatIsKnown): readonly ListKnown[] {
  return known.lists.filter((list) => list.open);
}

/** Open lists that say anything of whom to write to: a name, an address, or both. */
function contactLists(known: WhatIsKnown): readonly ListKnown[] {
  return openLists(known).filter((list) => namesSomebody(list) || givesAddress(list));
}

/**
 * Whether the lists could mean different people. The name of one list and the address of another may be two parents'
 * who must not read each other's letters: they are one contact only where a list carries both, and the others agree.
 */
function contactsConflict(lists: readonly ListKnown[]): boolean {
  const differ = [
    (list: ListKnown) => list.contactName,
    (list: ListKnown) => list.contactRelationship,
    (list: ListKnown) => list.contactEmail,
  ].some((field) => answers(lists, field).length > 1);
  const apart = lists.some(namesSomebody) && lists.some(givesAddress) && !lists.some(isWhole);
  return differ || apart;
}

/** The contact of one list: of the first that carries both name and address, else of the first that says anything. */
function contactList(known: WhatIsKnown): ListKnown | undefined {
  const lists = contactLists(known);
  return lists.find(isWhole) ?? lists[0];
}

const recipientName = (known: WhatIsKnown): string | undefined => plainName(contactList(known)?.contactName);
const recipientAddress = (known: WhatIsKnown): string | undefined =>
  emailAddress(contactList(known)?.contactEmail);

const namesSomebody = (list: ListKnown): boolean => clean(list.contactName) !== '';
const givesAddress = (list: ListKnown): boolean => clean(list.contactEmail) !== '';
const isWhole = (list: ListKnown): boolean => namesSomebody(list) && givesAddress(list);

/** The different answers these lists give, blanks aside. */
function answers(lists: readonly ListKnown[], field: (list: ListKnown) => string | null): readonly string[] {
  return [...new Set(lists.map((list) => clean(field(list))))].filter((answer) => answer !== '');
}

const said = (lists: readonly ListKnown[], field: (list: ListKnown) => string | null): boolean =>
  lists.some((list) => clean(field(list)) !== '');
const clean = (text: string | null): string =>
  (text ?? '').normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
