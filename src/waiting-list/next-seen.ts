import type { PlainDate } from '../kernel/plain-date.js';
import { compareOn, type Place } from './order.js';

/**
 * Whether the nth slot, counted from 0, is kept for the longest relative wait whatever its band: of a hundred slots as
 * many as the order policy keeps, spread evenly, so that 50 takes turns (Dundee's 1:1). The last of a turn is the kept
 * one: protected children go first.
 */
export function isKept(slot: number, keptSlotsPercent: number): boolean {
  return Math.floor(((slot + 1) * keptSlotsPercent) / 100) > Math.floor((slot * keptSlotsPercent) / 100);
}

/** Whoever a slot is for: first in the order; where the slot is kept, first by share alone. Act today still goes first. */
export function nextSeen<T extends Place>(on: PlainDate, places: readonly T[], kept: boolean): T | undefined {
  return places.reduce<T | undefined>(
    (first, place) => (first === undefined || compareForSlot(on, place, first, kept) < 0 ? place : first),
    undefined,
  );
}

function compareForSlot(on: PlainDate, a: Place, b: Place, kept: boolean): number {
  return kept ? compareOn(on, unprotected(a), unprotected(b)) : compareOn(on, a, b);
}

function unprotected(place: Place): Place {
  return { ...place, protectedFromShare: null };
}
