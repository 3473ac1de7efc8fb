import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import { actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { Trail } from '../platform/audit/trail.js';
import { TaskService } from '../tasks/task.service.js';
import { LocalIdentifierRepository } from './local-identifier.repository.js';
import type { OpeningAsked, WhoseRecord } from './open-asked.js';
import { endOf, type OpenedRecord } from './opened-record.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { lockedOutTask, openedTask } from './opening-tasks.js';
import { PrivacyOfficers } from './privacy-officers.service.js';
import { reasonInWords } from './reason-given.js';

/** How often one viewer may try within the window, found or not; one more and they are locked out for as long. */
export const TRIES_ALLOWED = 10;
export const TRY_WINDOW_MINUTES = 60;

export type Opening =
  | { is: 'opened'; record: OpenedRecord }
  /** No such number, not one child's alone, or another birth date: never said which. */
  | { is: 'no_such_record' }
  | { is: 'locked' };

/** Opening a child's record that is on none of the viewer's lists ("break glass"): a reason, an hour, and a witness. */
@Injectable()
export class OpenRecordService {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly children: ChildRepository,
    private readonly identifiers: LocalIdentifierRepository,
    private readonly opened: OpenedRecordRepository,
    private readonly tasks: TaskService,
    private readonly trail: Trail,
    private readonly officers: PrivacyOfficers,
  ) {}

  /** The providers whose numbers of children are known here, by code, in order. */
  async providers(): Promise<string[]> {
    return this.identifiers.providers();
  }

  /** Every try is counted and kept in the trail, whatever comes of it. */
  async open(visit: Visit, asked: OpeningAsked): Promise<Opening> {
    const { viewer } = visit;
    const actor = actorOf({ ...visit, why: reasonInWords(asked) });
    return this.dataSource.transaction(async (tx) => {
      const now = this.clock.now();
      // The row of counted tries is held until the end, so that one viewer's tries at once come one after the other.
      const tries = await this.opened.countTry(tx, viewer.id, now, TRIES_ALLOWED, TRY_WINDOW_MINUTES);
      if (tries > TRIES_ALLOWED) {
        await this.trail.record(tx, actor, [tried('record.opening_locked', asked.whose)]);
        if (tries === TRIES_ALLOWED + 1)
          await this.tasks.raise(tx, actor, [
            lockedOutTask(viewer, this.officers.of([viewer.organisation]), TRIES_ALLOWED, now),
          ]);
        return { is: 'locked' };
      }
      const childId = await this.childOf(tx, asked.whose);
      if (childId === null) {
        await this.trail.record(tx, actor, [tried('record.not_found', asked.whose)]);
        return { is: 'no_such_record' };
      }
      const record = await this.opened.add(tx, {
        kind: 'out_of_scope',
        viewerId: viewer.id,
        viewerName: viewer.name,
        viewerRole: viewer.role,
        organisation: viewer.organisation,
        childId,
        reasonCode: asked.reasonCode,
        reason: asked.reason,
        openedAt: now,
        endsAt: endOf('out_of_scope', now),
      });
      await this.trail.record(tx, actor, [
        {
          act: 'view',
          action: 'record.opened',
          subjectKind: 'opened_record',
          subjectId: record.id,
          childId,
          detail: { kind: record.kind, reasonCode: record.reasonCode },
        },
      ]);
      const officersOf = this.officers.of(await this.opened.concerned(tx, record.id));
      await this.tasks.raise(tx, actor, [openedTask(record, officersOf)]);
      return { is: 'opened', record };
    });
  }

  /** What this viewer opened, while it is open; null otherwise. */
  async stillOpen(visit: Visit, openingId: string): Promise<OpenedRecord | null> {
    const record = await this.opened.find(this.dataSource.manager, openingId);
    const now = this.clock.now();
    return record && record.viewerId === visit.viewer.id && record.endsAt > now ? record : null;
  }

  private async childOf(tx: EntityManager, whose: WhoseRecord): Promise<string | null> {
    if ('childId' in whose) return (await this.children.find([whose.childId], tx))[0]?.id ?? null;
    if ('provider' in whose) return this.identifiers.childOf(tx, whose);
    const child = await this.children.byNumber(whose.nhsNumber, tx);
    return child?.birthDate === whose.birthDate ? child.id : null;
  }
}

/** What somebody looked for and did not get is what the trail is for, so the number is kept; no child is named by it. */
const tried = (action: string, whose: WhoseRecord) =>
  ({ act: 'search', action, subjectKind: 'child', subjectId: 'not found', detail: { ...whose } }) as const;
