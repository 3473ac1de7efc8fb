import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ListedMessage, type MessageCounts, type Page } from './message-list.js';
import { ReadMessages } from './message.request.js';
import { MessageService } from './message.service.js';

@ApiTags('messages')
@Controller('api/v1/messages')
export class MessageController {
  constructor(private readonly messages: MessageService) {}

  @Get()
  @ApiOperation({
    summary: 'Messages to families and where they stand, the latest first; never what they say',
  })
  async page(@Query() query: ReadMessages): Promise<Page<ListedMessage>> {
    const filter = { state: query.state ?? null, childId: query.child ?? null, reason: query.reason ?? null };
    return this.messages.page(filter, query.limit ?? 50, query.after);
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many messages stand where, how many are not delivered, and what holds them' })
  async counts(): Promise<MessageCounts> {
    return this.messages.counts();
  }

  @Get(':id')
  @ApiOperation({ summary: 'One message and where it stands' })
  @ApiNotFoundResponse({ description: 'There is no such message' })
  async one(@Param('id') id: string): Promise<ListedMessage> {
    return this.messages.find(id);
  }
}
