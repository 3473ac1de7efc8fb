import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { type ImportRules, importRules } from './may-import.js';
import type { RegisteredVersion } from './registered-version.js';
import { type Shared, type SharedFor, sharedWith } from './shared-with.js';
import { SharingRepository } from './sharing.repository.js';

/** The register as it is at this moment: an approval, a withdrawal and a day's end count at the next question. */
@Injectable()
export class SharingRegister {
  private known: { stamp: string; versions: readonly RegisteredVersion[] } | undefined;

  constructor(
    private readonly register: SharingRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What agreements give somebody today: asked for every request. `stamp`: as it was read just now, if it was. */
  async sharedWith(reader: SharedFor, stamp?: string): Promise<Shared> {
    return sharedWith(await this.versions(stamp), reader, this.clock.today());
  }

  /** What may be taken in today. */
  async importRules(): Promise<ImportRules> {
    return importRules(await this.versions(), this.clock.today());
  }

  /** Every version; read anew only where something was added, in whichever process. */
  async versions(readBefore?: string): Promise<readonly RegisteredVersion[]> {
    // Counted before it is read: what is added in between is read again next time, and never missed.
    const stamp = readBefore ?? (await this.register.stamp());
    if (this.known?.stamp !== stamp) this.known = { stamp, versions: await this.register.all() };
    return this.known.versions;
  }
}
