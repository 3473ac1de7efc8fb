import { Module } from '@nestjs/common';
import { CaseloadModule } from '../caseload/caseload.module.js';
import { ChildrenModule } from '../children/children.module.js';
import { FactsModule } from '../facts/facts.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { SharingModule } from '../sharing/sharing.module.js';
import { CensusOfReferrals } from './census-of-referrals.service.js';
import { FactSubjectRepository } from './fact-subject.repository.js';
import { FileOfFacts } from './file-of-facts.service.js';
import { HeldFactsReconciler } from './held-facts.reconciler.js';
import { ImportFileRepository } from './import-file.repository.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { ReceiveCensus } from './receive-census.service.js';
import { SentFacts } from './sent-facts.service.js';

@Module({
  imports: [CaseloadModule, ChildrenModule, FactsModule, ReferralsModule, SharingModule],
  providers: [
    CensusOfReferrals,
    FactSubjectRepository,
    FileOfFacts,
    HeldFactsReconciler,
    ImportFileRepository,
    QuarantineRepository,
    ReceiveCensus,
    SentFacts,
  ],
  exports: [ReceiveCensus],
})
export class IngestModule {}
