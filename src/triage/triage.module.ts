import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RuleSetsModule } from '../rule-sets/rule-sets.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ActTodayRepository } from './act-today.repository.js';
import { ActTodayService } from './act-today.service.js';
import { ActTodayEpisodeEntity, ConfirmationEntity, DecisionEntity } from './decision.entity.js';
import { DecisionBasisRepository } from './decision-basis.repository.js';
import { DecisionRunRepository } from './decision-run.repository.js';
import { DecisionReading } from './decision-reading.service.js';
import { DecisionRepository } from './decision.repository.js';
import { ReplayAll } from './replay-all.service.js';
import { StoredRowsRepository } from './stored-rows.repository.js';
import { TriageController } from './triage.controller.js';
import { TriageService } from './triage.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([DecisionEntity, ConfirmationEntity, ActTodayEpisodeEntity]),
    RuleSetsModule,
    TasksModule,
  ],
  controllers: [TriageController],
  providers: [
    DecisionBasisRepository,
    DecisionRepository,
    DecisionRunRepository,
    TriageService,
    DecisionReading,
    ReplayAll,
    StoredRowsRepository,
    ActTodayRepository,
    ActTodayService,
  ],
  exports: [TriageService, ActTodayService, DecisionBasisRepository, DecisionRunRepository],
})
export class TriageModule {}
