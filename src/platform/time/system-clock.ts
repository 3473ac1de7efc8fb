import { Injectable } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.js';
import { londonDate, type PlainDate } from '../../kernel/plain-date.js';

/** The machine's clock. The one place that reads it on behalf of the rooms. */
@Injectable()
export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }

  today(): PlainDate {
    return londonDate(this.now());
  }
}
