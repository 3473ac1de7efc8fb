import { Module } from '@nestjs/common';
import { FlagController } from './flag.controller.js';
import { FlagPages } from './flag.pages.js';
import { FlagRepository } from './flag.repository.js';
import { FlagService } from './flag.service.js';

@Module({
  controllers: [FlagController, FlagPages],
  providers: [FlagRepository, FlagService],
  exports: [FlagService],
})
export class FlagsModule {}
