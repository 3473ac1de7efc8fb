import { daysBetween, type PlainDate } from '../kernel/plain-date.js';
import type { ClockEvent } from './clock-event.js';
import type { ClockStandard } from './clock-standard.js';

/** One referral of a child to a provider, and what was told of it. */
export interface ReferralTold {
  id: string;
  receivedOn: PlainDate;
  /** null: open. */
  closedOn: PlainDate | null;
  events: readonly ClockEvent[];
}

/**
 * What was told of the spell that a referral belongs to: the referrals to one provider that follow each other with gaps
 * of no more days than the standard joins. Leaving one of them for the next ends nothing. Where the standard joins none,
 * its own events alone. `ofProvider`: every referral of the child to that provider and service, in any order.
 */
export function eventsOfSpell(
  { joinsGapsOfDays: gap }: Pick<ClockStandard, 'joinsGapsOfDays'>,
  referralId: string,
  ofProvider: readonly ReferralTold[],
): readonly ClockEvent[] {
  if (gap === null) return ofProvider.find(({ id }) => id === referralId)?.events ?? [];
  const spell = spellsOf(gap, ofProvider).find((one) => one.some(({ id }) => id === referralId)) ?? [];
  const open = spell.some(({ closedOn }) => closedOn === null);
  const ends = open ? null : lastDay(spell);
  return spell.flatMap(({ events }) =>
    events.filter((event) => event.kind !== 'discharged' || event.happenedOn === ends),
  );
}

function spellsOf(gap: number, referrals: readonly ReferralTold[]): ReferralTold[][] {
  const spells: ReferralTold[][] = [];
  const inOrder = [...referrals].sort((a, b) =>
    a.receivedOn < b.receivedOn || (a.receivedOn === b.receivedOn && a.id < b.id) ? -1 : 1,
  );
  for (const referral of inOrder) {
    const spell = spells.at(-1);
    if (spell && joins(spell, referral, gap)) spell.push(referral);
    else spells.push([referral]);
  }
  return spells;
}

function joins(spell: readonly ReferralTold[], { receivedOn }: ReferralTold, gap: number): boolean {
  if (spell.some(({ closedOn }) => closedOn === null)) return true;
  const ended = lastDay(spell);
  return ended !== null && daysBetween(ended, receivedOn) <= gap;
}

function lastDay(spell: readonly ReferralTold[]): PlainDate | null {
  return spell.reduce<PlainDate | null>(
    (last, { closedOn }) => (closedOn !== null && (last === null || closedOn > last) ? closedOn : last),
    null,
  );
}
