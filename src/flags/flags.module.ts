import { Module } from '@nestjs/common';
import { FlagReading } from './flag-reading.service.js';
import { FlagController } from './flag.controller.js';
import { FlagPages } from './flag.pages.js';
import { FlagRepository } from './flag.repository.js';
import { FlagService } from './flag.service.js';

@Module({
  controllers: [FlagController, FlagPages],
  providers: [FlagRepository, FlagService, FlagReading],
  exports: [FlagService, FlagReading],
})
export class FlagsModule {}
