import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { allows } from '../kernel/policy.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { Trail } from '../platform/audit/trail.js';
import { Conflict } from '../platform/http/problems.js';
import { TaskService } from '../tasks/task.service.js';
import { openContact } from './access-policies.js';
import type { ContactShown } from './contact.js';
import { ContactRepository } from './contact.repository.js';
import { endOf } from './opened-record.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { openedTask } from './opening-tasks.js';
import { PrivacyOfficers } from './privacy-officers.service.js';
import { type ReasonGiven, reasonInWords } from './reason-given.js';

export interface ContactOf {
  name: string;
  shown: ContactShown;
  /** The viewer may give a reason for seeing what is withheld. */
  mayOpen: boolean;
}

/** Address, contact, school and GP. Of a restricted record nothing is read until somebody who may gives a reason. */
@Injectable()
export class ContactService {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly looking: Looking,
    private readonly contacts: ContactRepository,
    private readonly opened: OpenedRecordRepository,
    private readonly tasks: TaskService,
    private readonly trail: Trail,
    private readonly officers: PrivacyOfficers,
  ) {}

  async of(visit: Visit, childId: string): Promise<ContactOf> {
    const mayOpen = allows(openContact, visit.viewer);
    const open = mayOpen ? await this.opened.detailsOpen(visit.viewer.id, childId, this.clock.now()) : null;
    const why = open ? reasonInWords(open) : visit.why;
    return this.looking.at({ ...visit, why }, async (tx) => {
      const { name, restricted } = await this.contacts.about(tx, childId);
      const contacts = await this.contacts.of(tx, childId, open !== null);
      const shown: ContactShown = !restricted
        ? { is: 'shown', contacts }
        : open
          ? { is: 'opened', until: open.endsAt, contacts }
          : { is: 'withheld' };
      return {
        answer: { name, shown, mayOpen },
        looked: [
          {
            act: 'view',
            action: 'contact.viewed',
            subjectKind: 'child',
            subjectId: childId,
            childId,
            detail: { shown: shown.is },
          },
        ],
      };
    });
  }

  /** Opens a restricted child's details to this viewer for a while. Throws Conflict where nothing is withheld. */
  async open(visit: Visit, childId: string, given: ReasonGiven): Promise<void> {
    const { viewer } = visit;
    const actor = actorOf({ ...visit, why: reasonInWords(given) });
    const now = this.clock.now();
    await this.dataSource.transaction(async (tx) => {
      if (!(await this.contacts.about(tx, childId)).restricted)
        throw new Conflict('Nothing of this record is withheld: no reason is needed.');
      const record = await this.opened.add(tx, {
        kind: 'restricted_details',
        viewerId: viewer.id,
        viewerName: viewer.name,
        viewerRole: viewer.role,
        organisation: viewer.organisation,
        childId,
        reasonCode: given.reasonCode,
        reason: given.reason,
        openedAt: now,
        endsAt: endOf('restricted_details', now),
      });
      await this.trail.record(tx, actor, [
        {
          act: 'view',
          action: 'contact.opened',
          subjectKind: 'opened_record',
          subjectId: record.id,
          childId,
          detail: { kind: record.kind, reasonCode: record.reasonCode },
        },
      ]);
      const officersOf = this.officers.of(await this.opened.concerned(tx, record.id));
      await this.tasks.raise(tx, actor, [openedTask(record, officersOf)]);
    });
  }
}
