import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Scope, Viewer } from '../kernel/viewer.js';
import type { ScopeReader } from '../platform/auth/ports.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { scopeFor } from './scope.js';

/** What a viewer may see at this moment: asked for every request, so that an agreement's end and a change count at once. */
@Injectable()
export class ScopeService implements ScopeReader {
  constructor(
    private readonly opened: OpenedRecordRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async scopeOf(viewer: Viewer): Promise<Scope> {
    const opened = OPENS_RECORDS.has(viewer.role)
      ? await this.opened.openedBy(viewer.id, this.clock.now())
      : [];
    return scopeFor(viewer, { entriesFrom: [], facts: [] }, opened);
  }
}

/** Roles that may open a record with a reason (access-policies.ts): nobody else is asked for. */
const OPENS_RECORDS: ReadonlySet<Viewer['role']> = new Set(['clinician', 'privacy_officer']);
