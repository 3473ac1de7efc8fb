import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import { actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { Trail } from '../platform/audit/trail.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { TaskService } from '../tasks/task.service.js';
import { type OpenedPlace, writeOpenedCursor } from './opened-page.js';
import type { OpeningOutcome, WatchedOpening } from './opened-record.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { openedKey, RECORD_OPENED } from './opening-tasks.js';
import { PrivacyOfficers } from './privacy-officers.service.js';

export interface OpenedPage {
  items: readonly (WatchedOpening & { childName: string })[];
  next: string | null;
}

/** What was opened with a reason, as the privacy officer reads it, and what they made of it. */
@Injectable()
export class OpenedRecordsService {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly looking: Looking,
    private readonly opened: OpenedRecordRepository,
    private readonly children: ChildRepository,
    private readonly tasks: TaskService,
    private readonly trail: Trail,
    private readonly officers: PrivacyOfficers,
  ) {
    // The outcome is the point: a task ticked off without one would leave the opening unlooked at.
    tasks.whenDone(RECORD_OPENED, async () => {
      await Promise.resolve();
      throw new Conflict(
        'Say on the page of opened records whether it was appropriate: that finishes this task.',
      );
    });
  }

  async page(
    visit: Visit,
    only: 'all' | 'not_looked_at',
    after: OpenedPlace | null,
    limit: number,
  ): Promise<OpenedPage> {
    return this.looking.beyondScope(visit, async (tx) => {
      const rows = await this.opened.page(
        tx,
        this.officers.lookingFor(visit.viewer.organisation),
        only,
        after,
        limit,
      );
      const shown = rows.slice(0, limit);
      const children = await this.children.find([...new Set(shown.map((row) => row.childId))], tx);
      const names = new Map(
        children.map((child) => [child.id, `${child.givenName} ${child.familyName}`.trim()]),
      );
      const last = shown.at(-1);
      return {
        answer: {
          items: shown.map((row) => ({ ...row, childName: names.get(row.childId) ?? '' })),
          next: rows.length > limit && last ? writeOpenedCursor(last) : null,
        },
        looked: [
          {
            act: 'view',
            action: 'opened_records.viewed',
            subjectKind: 'opened_record',
            subjectId: only,
            childIds: [...names.keys()],
          },
        ],
      };
    });
  }

  /**
   * Keeps what the officer makes of it, for their organisation and those they stand in for; the last of those whom it
   * concerns finishes the task. Throws NotFound, Invalid (no note), Conflict (those have looked, or it is one's own).
   */
  async lookAt(
    visit: Visit,
    id: string,
    said: { outcome: OpeningOutcome; note: string | null },
  ): Promise<WatchedOpening> {
    const note = said.note?.trim() || null;
    if (said.outcome === 'not_appropriate' && note === null)
      throw new Invalid([{ at: 'note', message: 'Say why it was not appropriate, and what is being done' }]);
    const actor = actorOf(visit);
    const by = this.officers.lookingFor(visit.viewer.organisation);
    return this.dataSource.transaction(async (tx) => {
      const record = isUuid(id) ? await this.opened.findWatched(tx, id, by) : null;
      if (!record) throw new NotFound('There is no such opened record.');
      if (record.viewerId === visit.viewer.id)
        throw new Conflict('You opened this yourself: another privacy officer must look at it.');
      const look = { by: visit.viewer.name, at: this.clock.now(), outcome: said.outcome, note };
      const lookedFor = await this.opened.lookAt(tx, id, by, look);
      if (lookedFor.length === 0)
        throw new Conflict('Somebody of your organisation has looked at this already.');
      await this.trail.record(tx, actor, [
        {
          action: 'opened_record.looked_at',
          subjectKind: 'opened_record',
          subjectId: id,
          childId: record.childId,
          detail: { outcome: said.outcome },
        },
      ]);
      const waitsFor = record.waitsFor.filter((one) => !lookedFor.includes(one));
      if (waitsFor.length === 0)
        await this.tasks.complete(
          tx,
          actor,
          openedKey(id),
          note ?? 'Looked at by every organisation concerned',
        );
      const looks = lookedFor.map((organisation) => ({ organisation, ...look }));
      return { ...record, looks: [...record.looks, ...looks], waitsFor };
    });
  }
}
