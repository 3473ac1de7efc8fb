import { isUuid } from '../kernel/ids.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import { tiers, type Tier } from './order.js';

/** Where a page of the queue ended: the day it was ordered for and the exact key of its last entry. */
export interface Position {
  on: PlainDate;
  tier: Tier;
  bandRank: number;
  safeWaitDays: number;
  countedFrom: bigint;
  waitingSince: PlainDate;
  referralId: string;
}

const SHAPE =
  /^1,(\d{4}-\d\d-\d\d),([012]),(\d{1,4}),(\d{1,5}),(-?\d{1,18}),(\d{4}-\d\d-\d\d),([0-9a-f-]{36})$/;

/** Opaque to whoever carries it, and safe in an address. It holds no name and no number of a child. */
export function writeCursor(position: Position): string {
  const { on, tier, bandRank, safeWaitDays, countedFrom, waitingSince, referralId } = position;
  const words = [1, on, tiers.indexOf(tier), bandRank, safeWaitDays, countedFrom, waitingSince, referralId];
  return Buffer.from(words.join(',')).toString('base64url');
}

/** The position, or undefined where the text is not one this service wrote, whole. */
export function readCursor(text: string): Position | undefined {
  if (text.length > 200 || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  const [, on, tier, rank, safeWait, counted, since, id] =
    SHAPE.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  const position = {
    on: parsePlainDate(on ?? ''),
    tier: tiers[Number(tier)],
    bandRank: Number(rank),
    safeWaitDays: Number(safeWait),
    countedFrom: BigInt(counted ?? 0),
    waitingSince: parsePlainDate(since ?? ''),
    referralId: id ?? '',
  };
  if (!isWhole(position)) return undefined;
  // One position, one spelling: a text that reads the same but is written otherwise is not ours.
  return writeCursor(position) === text ? position : undefined;
}

function isWhole(position: Partial<Position>): position is Position {
  return (
    position.on !== undefined &&
    position.tier !== undefined &&
    position.waitingSince !== undefined &&
    isUuid(position.referralId ?? '') &&
    (position.safeWaitDays ?? 0) >= 1 &&
    (position.safeWaitDays ?? 0) <= 10_000
  );
}
