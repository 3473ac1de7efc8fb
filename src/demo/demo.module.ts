import { Module } from '@nestjs/common';
import { CaseloadModule } from '../caseload/caseload.module.js';
import { CommsModule } from '../comms/comms.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { SharingModule } from '../sharing/sharing.module.js';
import { DemoService } from './demo.service.js';

@Module({
  imports: [CaseloadModule, CommsModule, IngestModule, SharingModule],
  providers: [DemoService],
  exports: [DemoService],
})
export class DemoModule {}
