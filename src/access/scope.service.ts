import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Scope, Viewer } from '../kernel/viewer.js';
import type { ScopeReader } from '../platform/auth/ports.js';
import { endedInWords } from '../sharing/ended-words.js';
import { SharingRegister } from '../sharing/sharing-register.service.js';
import { openRecord } from './access-policies.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { scopeFor } from './scope.js';

/** What a viewer may see at this moment: asked for every request, so that an agreement's end and a change count at once. */
@Injectable()
export class ScopeService implements ScopeReader {
  constructor(
    private readonly opened: OpenedRecordRepository,
    private readonly register: SharingRegister,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async scopeOf(viewer: Viewer): Promise<Scope> {
    const [opened, shared] = await Promise.all([
      openRecord.roles.includes(viewer.role) ? this.opened.openedBy(viewer.id, this.clock.now()) : [],
      this.register.sharedWith(viewer),
    ]);
    const { entriesFrom, facts } = shared;
    return scopeFor(viewer, { entriesFrom, facts, missing: endedInWords(shared) }, opened);
  }
}
