import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { addDays } from '../kernel/plain-date.js';
import type { Scope, Viewer } from '../kernel/viewer.js';
import { Organisations } from '../platform/auth/organisations.js';
import type { Alongside, ScopeReader } from '../platform/auth/ports.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Sessions } from '../platform/auth/sessions/sessions.js';
import { endedInWords } from '../sharing/ended-words.js';
import { STAMP } from '../sharing/sharing.repository.js';
import { SharingRegister } from '../sharing/sharing-register.service.js';
import { openRecord } from './access-policies.js';
import { OpenedRecordRepository, openToSession } from './opened-record.repository.js';
import { CLOSED_LISTS_COUNT_DAYS, scopeFor } from './scope.js';

/** What a viewer may see at this moment: asked for every request, so that an agreement's end and a change count at once. */
@Injectable()
export class ScopeService implements ScopeReader, OnModuleInit {
  constructor(
    private readonly opened: OpenedRecordRepository,
    private readonly register: SharingRegister,
    private readonly sessions: Sessions,
    private readonly organisations: Organisations,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.sessions.alsoRead('opened', openToSession);
    this.sessions.alsoRead('agreements', STAMP);
  }

  async scopeOf(viewer: Viewer, alongside?: Alongside): Promise<Scope> {
    const read = alongside as ReadWithSession | undefined;
    const [opened, shared] = await Promise.all([
      openRecord.roles.includes(viewer.role)
        ? (read?.opened ?? this.opened.openedBy(viewer.id, this.clock.now()))
        : [],
      this.register.sharedWith(viewer, read?.agreements),
    ]);
    const { entriesFrom, facts } = shared;
    const missing = endedInWords(shared, this.organisations.named);
    const scope = scopeFor(viewer, { entriesFrom, facts, missing }, opened, this.config.duty.escalateTo);
    return { ...scope, closedSince: addDays(this.clock.today(), -CLOSED_LISTS_COUNT_DAYS) };
  }
}

/** As `onModuleInit` asks for it; a program comes with a token, and none of it was read. */
interface ReadWithSession {
  opened: string[];
  agreements: string;
}
