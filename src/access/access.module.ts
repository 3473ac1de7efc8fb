import { Module } from '@nestjs/common';
import { ChildrenModule } from '../children/children.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ContactPages } from './contact.pages.js';
import { ContactRepository } from './contact.repository.js';
import { ContactService } from './contact.service.js';
import { OpenRecordPages } from './open-record.pages.js';
import { OpenRecordService } from './open-record.service.js';
import { OpenedListsRepository } from './opened-lists.repository.js';
import { OpenedListsService } from './opened-lists.service.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { OpenedRecordsPages } from './opened-records.pages.js';
import { OpenedRecordsService } from './opened-records.service.js';

/** What a viewer may see beyond their own lists: records opened with a reason, and details of restricted ones. */
@Module({
  imports: [ChildrenModule, TasksModule],
  controllers: [OpenRecordPages, OpenedRecordsPages, ContactPages],
  providers: [
    OpenedRecordRepository,
    OpenRecordService,
    OpenedListsRepository,
    OpenedListsService,
    OpenedRecordsService,
    ContactRepository,
    ContactService,
  ],
  exports: [OpenedRecordRepository],
})
export class AccessModule {}
