import { Global, Module } from '@nestjs/common';
import { ChildrenModule } from '../children/children.module.js';
import { SCOPES } from '../platform/auth/ports.js';
import { SharingModule } from '../sharing/sharing.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ContactPages } from './contact.pages.js';
import { ContactRepository } from './contact.repository.js';
import { ContactService } from './contact.service.js';
import { CoverageRepository } from './coverage.repository.js';
import { CoverageService } from './coverage.service.js';
import { LocalIdentifierRepository } from './local-identifier.repository.js';
import { OpenRecordPages } from './open-record.pages.js';
import { OpenRecordService } from './open-record.service.js';
import { OpenedListsRepository } from './opened-lists.repository.js';
import { OpenedListsService } from './opened-lists.service.js';
import { OpenedRecordRepository } from './opened-record.repository.js';
import { OpenedRecordsPages } from './opened-records.pages.js';
import { OpenedRecordsService } from './opened-records.service.js';
import { PrivacyOfficers } from './privacy-officers.service.js';
import { ScopeService } from './scope.service.js';

/** What a viewer may see beyond their own lists: records opened with a reason, and details of restricted ones. */
@Global()
@Module({
  imports: [ChildrenModule, SharingModule, TasksModule],
  controllers: [OpenRecordPages, OpenedRecordsPages, ContactPages],
  providers: [
    OpenedRecordRepository,
    PrivacyOfficers,
    ScopeService,
    { provide: SCOPES, useExisting: ScopeService },
    LocalIdentifierRepository,
    OpenRecordService,
    OpenedListsRepository,
    OpenedListsService,
    OpenedRecordsService,
    ContactRepository,
    ContactService,
    CoverageRepository,
    CoverageService,
  ],
  exports: [OpenedRecordRepository, PrivacyOfficers, SCOPES],
})
export class AccessModule {}
