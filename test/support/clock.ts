import type { Clock } from '../../src/kernel/clock.js';
import { londonDate, type PlainDate } from '../../src/kernel/plain-date.js';

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private instant: Date;

  /** Noon in London's summer, one o'clock in its winter: never near a day's edge. */
  constructor(today: string) {
    this.instant = new Date(`${today}T11:00:00Z`);
  }

  now(): Date {
    return new Date(this.instant);
  }

  today(): PlainDate {
    return londonDate(this.instant);
  }

  /** A day (`2026-11-22`) or an instant (`2026-11-22T17:30:00Z`). */
  set(moment: string): void {
    this.instant = new Date(moment.includes('T') ? moment : `${moment}T11:00:00Z`);
  }
}
