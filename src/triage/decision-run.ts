import type { PlainDate } from '../kernel/plain-date.js';

/** A run as it begins: who, when, for which day, under which rules, for which lists. */
export interface StartedRun {
  at: Date;
  by: string;
  on: PlainDate;
  engine: string;
  id: string;
  version: string;
  hash: string;
  services: readonly string[];
  /** Hashes of the versions that are compared. */
  fromRules: readonly string[];
  /** The last number of what was kept of decisions that it speaks of, and the file in which that lies. */
  through: string;
  liesIn: string;
}

/** A run that was begun, and how far it came. */
export interface RunningRun {
  id: string;
  through: string;
  liesIn: string;
  fromRules: readonly string[];
  parts: number;
  /** The block at which it goes on. */
  fromBlock: number;
}

/** What one stretch came to. `looked` = `same` + `changed` + `unread`, referrals each. */
export interface RunPart {
  /** From 1. */
  number: number;
  last: boolean;
  toBlock: number;
  looked: number;
  same: number;
  changed: number;
  unread: number;
  leftOver: readonly string[];
}
