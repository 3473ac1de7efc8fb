import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { NotFound } from '../platform/http/problems.js';
import type { RegisteredVersion } from './registered-version.js';
import { type Shared, sharedWith } from './shared-with.js';
import { SharingRepository } from './sharing.repository.js';

export interface RegisterShown {
  today: PlainDate;
  versions: readonly RegisteredVersion[];
  /** What it gives this reader today. */
  shared: Shared;
}

/** The register as everybody who is signed in may read it: it is about no child, and no look at one. */
@Injectable()
export class SharingReading {
  constructor(
    private readonly looking: Looking,
    private readonly register: SharingRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async all(visit: Visit): Promise<RegisterShown> {
    const today = this.clock.today();
    const versions = await this.looking.beyondScope(visit, async (tx) => ({
      answer: await this.register.all(tx),
      looked: [],
    }));
    return { today, versions, shared: sharedWith(versions, visit.viewer, today) };
  }

  /** Every version of one agreement. Throws NotFound. */
  async one(visit: Visit, id: string): Promise<RegisterShown> {
    const shown = await this.all(visit);
    const versions = shown.versions.filter((version) => version.id === id);
    if (versions.length === 0) throw new NotFound('There is no such agreement.');
    return { ...shown, versions };
  }
}
