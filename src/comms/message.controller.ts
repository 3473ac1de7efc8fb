import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { type ListedMessage, type MessageCounts, type Page } from './message-list.js';
import { readMessages } from './message-policies.js';
import { MessageReading } from './message-reading.service.js';
import { ReadMessages } from './message.request.js';

@ApiTags('messages')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not' })
@Controller('api/v1/messages')
export class MessageController {
  constructor(private readonly messages: MessageReading) {}

  @Get()
  @Requires(readMessages)
  @ApiOperation({
    summary: 'Messages to families and where they stand, the latest first; never what they say',
  })
  async page(@CurrentVisit() visit: Visit, @Query() query: ReadMessages): Promise<Page<ListedMessage>> {
    const filter = { state: query.state ?? null, childId: query.child ?? null, reason: query.reason ?? null };
    return this.messages.page(visit, filter, query.limit ?? 50, query.after);
  }

  @Get('counts')
  @Requires(readMessages)
  @ApiOperation({ summary: 'How many messages stand where, how many are not delivered, and what holds them' })
  async counts(@CurrentVisit() visit: Visit): Promise<MessageCounts> {
    return this.messages.counts(visit);
  }

  @Get(':id')
  @Requires(readMessages, inAddress('message'))
  @ApiOperation({ summary: 'One message and where it stands' })
  @ApiNotFoundResponse({ description: 'There is no such message, or not for you' })
  async one(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<ListedMessage> {
    return this.messages.one(visit, id);
  }
}
