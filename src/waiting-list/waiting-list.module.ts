import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/flags.module.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { RuleSetsModule } from '../rule-sets/rule-sets.module.js';
import { FallbackListRepository } from './fallback-list.repository.js';
import { FallbackLists } from './fallback-list.service.js';
import { FallbackReconciler } from './fallback.reconciler.js';
import { FiguresPages } from './figures.pages.js';
import { QueueReading } from './queue-reading.service.js';
import { QueueController } from './queue.controller.js';
import { QueuePages } from './queue.pages.js';
import { ReferralController } from './referral.controller.js';
import { ReferralPages } from './referral.pages.js';
import { ReferralStoryRepository } from './referral-story.repository.js';
import { ReferralStoryService } from './referral-story.service.js';
import { WaitingListRepository } from './waiting-list.repository.js';
import { WaitingListService } from './waiting-list.service.js';

@Module({
  imports: [ReferralsModule, RuleSetsModule, FlagsModule],
  controllers: [FiguresPages, QueueController, QueuePages, ReferralController, ReferralPages],
  providers: [
    WaitingListRepository,
    WaitingListService,
    QueueReading,
    ReferralStoryRepository,
    ReferralStoryService,
    FallbackListRepository,
    FallbackLists,
    FallbackReconciler,
  ],
  exports: [WaitingListService],
})
export class WaitingListModule {}
