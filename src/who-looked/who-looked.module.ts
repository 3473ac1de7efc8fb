import { Module } from '@nestjs/common';
import { ChildrenModule } from '../children/children.module.js';
import { CommsModule } from '../comms/comms.module.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditPages } from './audit.pages.js';
import { AuditService } from './audit.service.js';
import { TrailLineRepository } from './trail-line.repository.js';
import { UnusualRepository } from './unusual.repository.js';
import { UnusualService } from './unusual.service.js';
import { WhoLookedPages } from './who-looked.pages.js';
import { WhoLookedService } from './who-looked.service.js';

/** The trail as people and programs read it. It is written by `platform/audit`. */
@Module({
  imports: [ChildrenModule, CommsModule],
  controllers: [WhoLookedPages, AuditPages, AuditEventsController],
  providers: [
    TrailLineRepository,
    WhoLookedService,
    AuditService,
    UnusualRepository,
    UnusualService,
    AuditExportService,
  ],
})
export class WhoLookedModule {}
