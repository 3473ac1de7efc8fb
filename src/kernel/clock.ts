import type { PlainDate } from './plain-date.js';

/** The present moment, as a port: tests and the demo run at a fixed one. */
export interface Clock {
  now(): Date;
  /** Today's date in Europe/London. */
  today(): PlainDate;
}

export const CLOCK = Symbol('Clock');
