import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../platform/http/actor.js';
import { Invalid } from '../platform/http/problems.js';
import { FirstCensus, sourceName } from './first-census.service.js';
import { reasonChoices, shownCounts, shownMessage, shownRecorded, shownSource } from './message.presenter.js';
import { MoveMessage, ReadMessagesPage, ReadOutbox, ReleaseSource } from './message.request.js';
import { MessageService } from './message.service.js';

const PAGE = 25;

/** What is held and why, what nobody knows, and what families read. */
@ApiExcludeController()
@Controller()
export class MessagesPages {
  constructor(
    private readonly messages: MessageService,
    private readonly firstCensus: FirstCensus,
  ) {}

  @Get('messages')
  @Render('comms/views/messages.njk')
  async standing(@Query() query: ReadMessagesPage): Promise<object> {
    const reason = query.reason || null;
    const [counts, sources, uncertain, failed, held] = await Promise.all([
      this.messages.counts(),
      this.messages.unreleased(),
      this.messages.page({ state: 'uncertain', childId: null, reason: null }, PAGE),
      this.messages.page({ state: 'failed', childId: null, reason: null }, PAGE),
      this.messages.page({ state: 'held', childId: null, reason }, PAGE, query.after),
    ]);
    return {
      counts: shownCounts(counts),
      sources: sources.map(shownSource),
      toLookAt: [...uncertain.items, ...failed.items].map(shownMessage),
      moreToLookAt: uncertain.next !== null || failed.next !== null,
      held: held.items.map(shownMessage),
      reasons: reasonChoices(reason ?? ''),
      nextHref:
        held.next === null
          ? ''
          : `/messages?${new URLSearchParams({ reason: reason ?? '', after: held.next }).toString()}#held`,
    };
  }

  @Get('messages/:id')
  @Render('comms/views/message.njk')
  async one(@Param('id') id: string): Promise<object> {
    return { message: shownMessage(await this.messages.find(id)) };
  }

  @Post('messages/release')
  @Redirect('/messages', 303)
  async release(@Req() request: Request, @Body() form: ReleaseSource): Promise<void> {
    const source = sourceName(form.source);
    if (!source) throw new Invalid([{ at: 'source', message: 'is not a list such as NR5/slt' }]);
    const actor = actorOf(request);
    if (actor.kind !== 'person') throw new Invalid([{ at: 'by', message: 'Say who you are' }]);
    await this.firstCensus.release(actor, source);
  }

  @Post('messages/:id/move')
  async move(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
    @Body() form: MoveMessage,
  ): Promise<void> {
    const message = await this.messages.moveByPerson(actorOf(request), id, form.to);
    response.redirect(303, `/messages/${message.id}`);
  }

  @Get('outbox')
  @Render('comms/views/outbox.njk')
  async outbox(@Query() query: ReadOutbox): Promise<object> {
    const { items, next } = await this.messages.recorded(PAGE, query.after);
    return {
      messages: items.map(shownRecorded),
      nextHref: next === null ? '' : `/outbox?${new URLSearchParams({ after: next }).toString()}`,
    };
  }
}
