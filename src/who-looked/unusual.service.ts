import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { Trail } from '../platform/audit/trail.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { bankHolidays } from '../tasks/bank-holidays.js';
import type { DayRange } from './day-range.js';
import { type Finding, findingId } from './unusual.js';
import { UnusualRepository } from './unusual.repository.js';

/** Unusual viewing, and what those who watch over the trail made of it. */
@Injectable()
export class UnusualService {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly looking: Looking,
    private readonly unusual: UnusualRepository,
    private readonly trail: Trail,
  ) {}

  async find(visit: Visit, range: DayRange): Promise<{ findings: Finding[]; more: boolean }> {
    return this.looking.beyondScope(visit, async (tx) => {
      const answer = await this.findingsIn(tx, range, visit.viewer.organisation);
      const children = answer.findings.flatMap(({ childId }) => (childId === null ? [] : [childId]));
      return {
        answer,
        looked: [
          {
            act: 'view',
            action: 'unusual_viewing.viewed',
            subjectKind: 'trail',
            subjectId: `${range.from}/${range.to}`,
            childIds: [...new Set(children)],
          },
        ],
      };
    });
  }

  /**
   * Keeps what somebody made of a finding in those days. Throws NotFound where it is not among them, Invalid without a
   * note, Conflict where it was looked at already or is about whoever looks.
   */
  async lookAt(visit: Visit, range: DayRange, id: string, note: string): Promise<void> {
    const said = note.trim();
    if (said === '') throw new Invalid([{ at: 'note', message: 'Say what you found' }]);
    await this.dataSource.transaction(async (tx) => {
      const finding = (await this.findingsIn(tx, range, visit.viewer.organisation)).findings.find(
        (one) => one.id === id,
      );
      if (!finding) throw new NotFound('There is no such finding in these days.');
      if (finding.actorId === visit.viewer.id)
        throw new Conflict('This is about what you did yourself: somebody else must look at it.');
      const review = { lookedAtBy: visit.viewer.name, lookedAt: this.clock.now(), note: said };
      if (!(await this.unusual.review(tx, finding, review)))
        throw new Conflict('Somebody has looked at this already.');
      await this.trail.record(tx, actorOf(visit), [
        {
          action: 'unusual_viewing.looked_at',
          subjectKind: 'unusual_viewing',
          subjectId: id,
          childId: finding.childId,
          detail: { kind: finding.kind, day: finding.day },
        },
      ]);
    });
  }

  private async findingsIn(
    tx: EntityManager,
    range: DayRange,
    watcher: string,
  ): Promise<{ findings: Finding[]; more: boolean }> {
    const holidays = [...bankHolidays].filter((day) => day >= range.from && day <= range.to);
    const { found, more } = await this.unusual.find(tx, range, holidays, watcher);
    const identified = found.map((one) => ({ ...one, id: findingId(one) }));
    const reviews = await this.unusual.reviews(
      tx,
      identified.map(({ id }) => id),
    );
    return { findings: identified.map((one) => ({ ...one, review: reviews.get(one.id) ?? null })), more };
  }
}
