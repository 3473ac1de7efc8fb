import type { PlainDate } from '../kernel/plain-date.js';
import { type FoldedClocks, foldClocks } from './clock.js';
import { type ClockEvent, standingEvents } from './clock-event.js';
import { type FamilyWait, familyWait } from './clock-family.js';
import { eventsOfSpell } from './clock-spell.js';
import { type ClockStandards, lastDayWithin, standardsOn } from './clock-standard.js';
import { kindsToTell, type PersonKind } from './clock-told.js';
import type { ServiceLineId } from './service-line.js';
import { chsBand, type WaitBand } from './wait-bands.js';

/** An event, and who told it when. */
export interface ToldEvent extends ClockEvent {
  source: 'list' | 'person';
  saidBy: string;
  saidOn: PlainDate;
  note: string | null;
}

/** One entry of a child on a list, with what was told of its clock. */
export interface EntryTold {
  id: string;
  receivedOn: PlainDate;
  /** The earliest receipt by any provider. */
  waitingSince: PlainDate;
  closedOn: PlainDate | null;
  teamType: string | null;
  urgent: boolean;
  events: readonly ToldEvent[];
}

export interface MeasuredWait extends Omit<FoldedClocks, 'family'> {
  standard: string;
  title: string;
  /** The last day within the standard of the clock that runs; null: none runs, or its start is not known. */
  withinUntil: PlainDate | null;
  /** As community returns count `days`. */
  band: WaitBand | null;
}

export interface EntryClocks {
  family: FamilyWait & { band: WaitBand | null };
  measured: readonly MeasuredWait[];
  /** What was told of this entry, oldest first; `counts` false: withdrawn, or the same as another. */
  told: readonly (ToldEvent & { counts: boolean })[];
  /** What a clinician of that list could say happened to it; a list office, all but decisions about care. */
  mayBeTold: readonly PersonKind[];
}

/**
 * The family's days of one entry, and each clock that the standards in force on that day measure it by. `ofProvider`:
 * every entry of the child on that provider's list, this one included.
 */
export function entryClocks(
  standards: ClockStandards,
  entry: { id: string; service: ServiceLineId; birthDate: PlainDate },
  ofProvider: readonly EntryTold[],
  on: PlainDate,
): EntryClocks {
  const entries = ofProvider.map((one) => ({ ...one, events: [...receipts(one), ...one.events] }));
  const own = entries.find(({ id }) => id === entry.id);
  const family = familyWait(own?.events ?? [], on);
  const counts = new Set(standingEvents(own?.events ?? []).map(({ id }) => id));
  return {
    family: { ...family, band: family.days === null ? null : chsBand(family.days) },
    measured: standardsOn(standards, entry.service, on).map((standard) => {
      const { family: _family, ...folded } = foldClocks(
        standard,
        eventsOfSpell(standard, entry.id, entries),
        { birthDate: entry.birthDate, teamType: own?.teamType ?? null, urgent: own?.urgent ?? false },
        on,
      );
      return {
        standard: standard.id,
        title: standard.title,
        ...folded,
        withinUntil: folded.running?.from ? lastDayWithin(standard, folded.running.from) : null,
        band: folded.days === null ? null : chsBand(folded.days),
      };
    }),
    told: (ofProvider.find(({ id }) => id === entry.id)?.events ?? []).map((event) => ({
      ...event,
      counts: counts.has(event.id),
    })),
    mayBeTold: kindsToTell(standardsOn(standards, entry.service, on), true),
  };
}

/** The entry itself says when it was received, whatever was told beside it. */
function receipts({ receivedOn, waitingSince }: EntryTold): ClockEvent[] {
  const receipt = { communicatedOn: null, detail: {}, withdraws: null };
  return [
    { ...receipt, id: 'received', kind: 'received', happenedOn: receivedOn },
    ...(waitingSince < receivedOn
      ? [{ ...receipt, id: 'first_received', kind: 'first_received' as const, happenedOn: waitingSince }]
      : []),
  ];
}
