import { Module } from '@nestjs/common';
import { ChildrenModule } from '../children/children.module.js';
import { FactsModule } from '../facts/facts.module.js';
import { Arrivals } from './arrivals.service.js';
import { ClockEventRepository } from './clock-event.repository.js';
import { ClockStandardsRegistry } from './clock-standards.registry.js';
import { FindingRepository } from './finding.repository.js';
import { ReferralRepository } from './referral.repository.js';
import { ReferralSourceRepository } from './referral-source.repository.js';
import { SourceRegistry } from './sources/source.registry.js';

@Module({
  imports: [ChildrenModule, FactsModule],
  providers: [
    Arrivals,
    ClockEventRepository,
    ClockStandardsRegistry,
    FindingRepository,
    ReferralRepository,
    ReferralSourceRepository,
    SourceRegistry,
  ],
  exports: [
    Arrivals,
    ClockEventRepository,
    ClockStandardsRegistry,
    ReferralRepository,
    ReferralSourceRepository,
    SourceRegistry,
  ],
})
export class ReferralsModule {}
