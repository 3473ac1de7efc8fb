import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EstimatesModule } from '../estimates/estimates.module.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { CommandFailure } from '../platform/cli/command.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ReferralsModule } from '../referrals/referrals.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { readContactPoint } from './contact-point.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryService } from './delivery.service.js';
import { FirstCensus } from './first-census.service.js';
import { HeldMessages } from './held-messages.service.js';
import { HeldTaskWords } from './held-task-words.service.js';
import { LookedAt } from './looked-at.service.js';
import { MessageController } from './message.controller.js';
import { MessageOutbox } from './message.outbox.js';
import { MessageRepository } from './message.repository.js';
import { MessageService } from './message.service.js';
import { MessageListRepository } from './message-list.repository.js';
import { MessageReading } from './message-reading.service.js';
import { MessageSteps } from './message-steps.service.js';
import { MESSAGE_PROVIDER, type MessageProvider } from './message-provider.js';
import { MessageTemplateRegistry } from './message-template.registry.js';
import { MessageWriter } from './message-writer.service.js';
import { MessagesPages } from './messages.pages.js';
import { RecordingProvider } from './recording.provider.js';
import { CONTACT_POINT, SiteService } from './site.service.js';
import { SmtpProvider } from './smtp.provider.js';
import { WhatIsKnownRepository } from './what-is-known.repository.js';

/** Who is told what, by which route. What drives delivery is apart: `MessageDeliveryModule`. */
@Module({
  imports: [EstimatesModule, ReferralsModule, TasksModule],
  controllers: [MessageController, MessagesPages],
  providers: [
    {
      provide: MESSAGE_PROVIDER,
      inject: [CONFIG, DataSource, CLOCK],
      useFactory: ({ smtp }: Config, dataSource: DataSource, clock: Clock): MessageProvider =>
        smtp === null ? new RecordingProvider(dataSource, clock) : new SmtpProvider(smtp),
    },
    {
      provide: CONTACT_POINT,
      useFactory: () => {
        const read = readContactPoint(process.env);
        if (!read.ok)
          throw new CommandFailure(
            `The settings are not usable: ${read.faults.map((fault) => `${fault.at} ${fault.message}`).join('; ')}`,
          );
        return read.value;
      },
    },
    DeliveryRepository,
    DeliveryService,
    FirstCensus,
    HeldMessages,
    HeldTaskWords,
    LookedAt,
    MessageListRepository,
    MessageOutbox,
    MessageReading,
    MessageRepository,
    MessageService,
    MessageSteps,
    MessageTemplateRegistry,
    MessageWriter,
    SiteService,
    WhatIsKnownRepository,
  ],
  exports: [CONTACT_POINT, DeliveryRepository, DeliveryService, FirstCensus, MessageOutbox, MessageService],
})
export class CommsModule {}
