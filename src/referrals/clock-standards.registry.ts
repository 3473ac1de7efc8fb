import { Injectable } from '@nestjs/common';
import type { ClockStandards } from './clock-standard.js';
import { readClockStandards } from './clock-standards.reader.js';

/** The standards that waits are measured by, read once: what is faulty in them is known at start-up. */
@Injectable()
export class ClockStandardsRegistry {
  readonly standards: ClockStandards = readClockStandards();
}
