import { Module } from '@nestjs/common';
import { ChildrenModule } from '../children/children.module.js';
import { CommsModule } from '../comms/comms.module.js';
import { FactsModule } from '../facts/facts.module.js';
import { FlagsModule } from '../flags/flags.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RuleSetsModule } from '../rule-sets/rule-sets.module.js';
import { SharingModule } from '../sharing/sharing.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { TriageModule } from '../triage/triage.module.js';
import { WaitingListModule } from '../waiting-list/waiting-list.module.js';
import { ActTodayDone } from './act-today-done.service.js';
import { AnswersSeen } from './answers-seen.service.js';
import { CaseloadController } from './caseload.controller.js';
import { CaseloadRepository } from './caseload.repository.js';
import { CaseloadService } from './caseload.service.js';
import { ClockTellingController } from './clock-telling.controller.js';
import { ClockTellingPages } from './clock-telling.pages.js';
import { ClockTelling } from './clock-telling.service.js';
import { Confirmations } from './confirmations.service.js';
import { ConfirmationsPages } from './confirmations.pages.js';
import { Consequences } from './consequences.service.js';
import { DecideChildren } from './decide-children.service.js';
import { OneFact } from './one-fact.service.js';
import { OneReferral } from './one-referral.service.js';
import { RedecideAll } from './redecide-all.service.js';
import { RedecideReconciler } from './redecide.reconciler.js';
import { RedecideRepository } from './redecide.repository.js';
import { RedecideTurn } from './redecide-turn.service.js';

@Module({
  imports: [
    ChildrenModule,
    FactsModule,
    ReferralsModule,
    RuleSetsModule,
    SharingModule,
    TasksModule,
    TriageModule,
    FlagsModule,
    WaitingListModule,
    CommsModule,
  ],
  controllers: [CaseloadController, ClockTellingController, ClockTellingPages, ConfirmationsPages],
  providers: [
    ActTodayDone,
    CaseloadRepository,
    CaseloadService,
    ClockTelling,
    Confirmations,
    AnswersSeen,
    Consequences,
    DecideChildren,
    OneFact,
    OneReferral,
    RedecideAll,
    RedecideReconciler,
    RedecideRepository,
    RedecideTurn,
  ],
  exports: [CaseloadService, OneFact, OneReferral, RedecideAll, RedecideReconciler, RedecideTurn],
})
export class CaseloadModule {}
