import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { Trail } from '../platform/audit/trail.js';
import { Invalid, NotFound } from '../platform/http/problems.js';
import { ReferralSourceRepository } from '../referrals/referral-source.repository.js';
import { isServiceLineId, type ServiceLineId } from '../referrals/service-line.js';
import { TaskService } from '../tasks/task.service.js';
import { firstCensusKey } from './hold-task.js';
import { MessageOutbox } from './message.outbox.js';
import type { Planned } from './message-steps.service.js';

/** A list as a provider sends it, for example NR5/slt. */
export interface SourceName {
  provider: string;
  service: ServiceLineId;
}

/**
 * Everything from a list's first census is held until a named person has looked at the census and released it: a wrong
 * mapping would otherwise write to every family of the list at once.
 */
@Injectable()
export class FirstCensus {
  constructor(
    private readonly sources: ReferralSourceRepository,
    private readonly outbox: MessageOutbox,
    private readonly tasks: TaskService,
    private readonly trail: Trail,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Releases a list and plans its held messages anew, which are checked and written as of now. Safe to repeat: a release
   * that was interrupted goes on. Throws Invalid where nobody is named, NotFound where there is no such list.
   */
  async release(actor: Actor, source: SourceName): Promise<Planned> {
    if (actor.name.trim() === '') throw new Invalid([{ at: 'by', message: 'Say who you are' }]);
    const { provider, service } = source;
    await this.dataSource.transaction(async (tx) => {
      if (!(await this.sources.release(tx, provider, service, actor.name)))
        throw new NotFound(`There is no list ${provider}/${service}.`);
      await this.tasks.complete(tx, actor, firstCensusKey(provider, service), 'The list was released');
      await this.trail.record(tx, actor, [
        {
          action: 'first_census.released',
          subjectKind: 'referral_source',
          subjectId: `${provider}/${service}`,
        },
      ]);
    });
    return this.outbox.planHeldFor(actor, 'first_census');
  }
}

/** Reads `NR5/slt`; undefined where it is not a provider and a service line. */
export function sourceName(text: string): SourceName | undefined {
  const match = /^([^/\s]{1,250})\/([a-z_]+)$/.exec(text.trim());
  const [, provider = '', service = ''] = match ?? [];
  return isServiceLineId(service) ? { provider, service } : undefined;
}
