import { Injectable } from '@nestjs/common';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { OpenedListsRepository } from './opened-lists.repository.js';
import type { OpenedList, OpenedRecord } from './opened-record.js';

@Injectable()
export class OpenedListsService {
  constructor(
    private readonly looking: Looking,
    private readonly lists: OpenedListsRepository,
  ) {}

  /** The child's name and the entries that the viewer may see now that the record is open. */
  async of(visit: Visit, record: OpenedRecord): Promise<{ name: string; lists: OpenedList[] }> {
    return this.looking.at({ ...visit, why: record.reason }, async (tx) => ({
      answer: await this.lists.of(tx, record.childId),
      looked: [
        {
          act: 'view',
          action: 'opened_record.viewed',
          subjectKind: 'opened_record',
          subjectId: record.id,
          childId: record.childId,
        },
      ],
    }));
  }
}
