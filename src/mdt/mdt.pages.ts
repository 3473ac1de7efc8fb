import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { FlagService } from '../flags/flag.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { actorOf } from '../platform/http/actor.js';
import { Conflict, Invalid } from '../platform/http/problems.js';
import { WaitingListService } from '../waiting-list/waiting-list.service.js';
import { boardAddress, readBoardAsked } from './board.js';
import { boardView, type RefusedMove } from './board.presenter.js';
import { MoveOnBoard } from './mdt.request.js';
import { MdtService } from './mdt.service.js';

const CHILDREN_A_PAGE = 25;

/** The coordinator's page: who is before the next meeting, why, and what happens next. */
@ApiExcludeController()
@Controller('mdt')
export class MdtPages {
  constructor(
    private readonly mdt: MdtService,
    private readonly flags: FlagService,
    private readonly waitingList: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async board(@Query() words: Record<string, unknown>, @Res() response: Response): Promise<void> {
    await this.show(response, words, null);
  }

  /** What cannot be done is said on the board itself, as it stands now, with what was typed kept. */
  @Post('flags/:id/move')
  async move(
    @Param('id') flagId: string,
    @Body() form: MoveOnBoard,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const words = { board: form.board, state: form.state, after: form.after };
    try {
      const flag = await this.flags.move(actorOf(request), flagId, form);
      const asked = readBoardAsked(words);
      const back = asked.ok
        ? boardAddress(asked.value.board.id, asked.value.view, form.after)
        : boardAddress(flag.board === 'access' ? 'access' : flag.locality, 'open');
      response.redirect(303, `${back}#child-${flag.childId}`);
    } catch (error) {
      if (!(error instanceof Invalid) && !(error instanceof Conflict)) throw error;
      await this.show(
        response,
        words,
        {
          flagId,
          faults: error instanceof Invalid ? error.faults : [{ at: 'to', message: error.message }],
          typed: { by: form.by ?? '', reason: form.reason ?? '', nextStep: form.nextStep ?? '' },
        },
        error instanceof Conflict ? 409 : 422,
      );
    }
  }

  private async show(
    response: Response,
    words: Record<string, unknown>,
    refused: RefusedMove | null,
    status?: number,
  ): Promise<void> {
    const asked = readBoardAsked(words);
    const [page, tallies] = await Promise.all([
      asked.ok ? this.mdt.page(asked.value, CHILDREN_A_PAGE) : { items: [], next: null },
      this.mdt.tallies(),
    ]);
    const view = boardView({
      today: this.clock.today(),
      asked: asked.ok ? asked.value : null,
      faults: asked.ok ? [] : asked.faults,
      refused,
      page,
      tallies,
      ladder: this.waitingList.ladder(),
      after: typeof words['after'] === 'string' ? words['after'] : '',
    });
    response.status(status ?? (asked.ok ? 200 : 422)).render('mdt/views/board.njk', view);
  }
}
