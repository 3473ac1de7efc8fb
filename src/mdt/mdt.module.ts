import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/flags.module.js';
import { WaitingListModule } from '../waiting-list/waiting-list.module.js';
import { BoardRepository } from './board.repository.js';
import { MdtController } from './mdt.controller.js';
import { MdtPages } from './mdt.pages.js';
import { MdtService } from './mdt.service.js';

@Module({
  imports: [FlagsModule, WaitingListModule],
  controllers: [MdtController, MdtPages],
  providers: [BoardRepository, MdtService],
})
export class MdtModule {}
