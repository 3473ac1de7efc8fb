import { Body, Controller, Get, Param, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf } from '../kernel/actor.js';
import { allows } from '../kernel/policy.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { Invalid, NotFound } from '../platform/http/problems.js';
import { FirstCensus, type SourceName, sourceName } from './first-census.service.js';
import { moveMessage, readMessages, readOutbox, releaseCensus } from './message-policies.js';
import { MessageReading } from './message-reading.service.js';
import { reasonChoices, shownCounts, shownMessage, shownRecorded, shownSource } from './message.presenter.js';
import { MoveMessage, ReadMessagesPage, ReadOutbox, ReleaseSource } from './message.request.js';
import { MessageService } from './message.service.js';
import { hiddenFrom } from './shown-reason.js';

const PAGE = 25;

/** What is held and why, what nobody knows, and what families read. */
@ApiExcludeController()
@Controller()
export class MessagesPages {
  constructor(
    private readonly messages: MessageService,
    private readonly reading: MessageReading,
    private readonly firstCensus: FirstCensus,
  ) {}

  @Get('messages')
  @Requires(readMessages)
  @Render('comms/views/messages.njk')
  async standing(@CurrentVisit() visit: Visit, @Query() query: ReadMessagesPage): Promise<object> {
    const reason = query.reason || null;
    const may = mayDo(visit);
    const seen = await this.reading.standing(visit, reason, PAGE, query.after, may.release);
    const { counts, sources, uncertain, failed, held } = seen;
    const shown = (message: (typeof held.items)[number]): object => shownMessage(message, may);
    return {
      may,
      counts: shownCounts(counts),
      sources: sources.map(shownSource),
      toLookAt: [...uncertain.items, ...failed.items].map(shown),
      moreToLookAt: uncertain.next !== null || failed.next !== null,
      held: held.items.map(shown),
      reasons: reasonChoices(reason ?? '', hiddenFrom(visit.viewer.role)),
      nextHref:
        held.next === null
          ? ''
          : `/messages?${new URLSearchParams({ reason: reason ?? '', after: held.next }).toString()}#held`,
    };
  }

  @Get('messages/:id')
  @Requires(readMessages, inAddress('message'))
  @Render('comms/views/message.njk')
  async one(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<object> {
    return { message: shownMessage(await this.reading.one(visit, id), mayDo(visit)) };
  }

  @Post('messages/release')
  @Requires(releaseCensus)
  @Redirect('/messages', 303)
  async release(@CurrentVisit() visit: Visit, @Body() form: ReleaseSource): Promise<void> {
    const source = sourceName(form.source);
    if (!source) throw new Invalid([{ at: 'source', message: 'is not a list such as NR5/slt' }]);
    if (!isTheirs(source, visit))
      throw new NotFound(`There is no list ${source.provider}/${source.service} of yours.`);
    await this.firstCensus.release(actorOf(visit), source);
  }

  @Post('messages/:id/move')
  @Requires(moveMessage, inAddress('message'))
  async move(
    @CurrentVisit() visit: Visit,
    @Res() response: Response,
    @Param('id') id: string,
    @Body() form: MoveMessage,
  ): Promise<void> {
    const message = await this.messages.moveByPerson(actorOf(visit), id, form.to);
    response.redirect(303, `/messages/${message.id}`);
  }

  @Get('outbox')
  @Requires(readOutbox)
  @Render('comms/views/outbox.njk')
  async outbox(@CurrentVisit() visit: Visit, @Query() query: ReadOutbox): Promise<object> {
    const { items, next } = await this.reading.recorded(visit, PAGE, query.after);
    return {
      messages: items.map(shownRecorded),
      nextHref: next === null ? '' : `/outbox?${new URLSearchParams({ after: next }).toString()}`,
    };
  }
}

function mayDo({ viewer }: Visit): { move: boolean; release: boolean; readOutbox: boolean } {
  return {
    move: allows(moveMessage, viewer),
    release: allows(releaseCensus, viewer),
    readOutbox: allows(readOutbox, viewer),
  };
}

/** A list is released by its own organisation, by somebody who works in its service. */
function isTheirs({ provider, service }: SourceName, { viewer, scope }: Visit): boolean {
  return (
    provider === viewer.organisation && (scope.services.includes('*') || scope.services.includes(service))
  );
}
