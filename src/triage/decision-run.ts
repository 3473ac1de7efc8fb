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
  /** The last decision, by sequence, that it speaks of. */
  through: string;
}

/** A run that was begun, and how far it came. */
export interface RunningRun {
  id: string;
  through: string;
  fromRules: readonly string[];
  parts: number;
  /** The last child looked at; null: none yet. */
  after: string | null;
}

/** What one stretch of children came to. `looked` = `same` + `changed` + `unread`, referrals each. */
export interface RunPart {
  /** From 1. */
  number: number;
  last: boolean;
  toChild: string;
  looked: number;
  same: number;
  changed: number;
  unread: number;
  leftOver: readonly string[];
  digest: string;
}
