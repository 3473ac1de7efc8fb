import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { moveFlag } from '../flags/flag-policies.js';
import { boardAlone } from '../flags/board-alone.js';
import { FlagService } from '../flags/flag.service.js';
import { actorOf } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { allows } from '../kernel/policy.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { Conflict, Invalid } from '../platform/http/problems.js';
import { WaitingListService } from '../waiting-list/waiting-list.service.js';
import { boardAddress, boardsFor, readBoardAsked } from './board.js';
import { readBoard } from './board-policies.js';
import { boardView, type RefusedMove } from './board.presenter.js';
import { MoveOnBoard } from './mdt.request.js';
import { MdtService } from './mdt.service.js';

const CHILDREN_A_PAGE = 25;

/** The page of a meeting: who is before the next meeting, why, and what happens next. */
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
  @Requires(readBoard)
  async board(
    @CurrentVisit() visit: Visit,
    @Query() words: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    await this.show(visit, response, words, null);
  }

  /** What cannot be done is said on the board itself, as it stands now, with what was typed kept. */
  @Post('flags/:id/move')
  @Requires(moveFlag, inAddress('flag'))
  async move(
    @CurrentVisit() visit: Visit,
    @Param('id') flagId: string,
    @Body() form: MoveOnBoard,
    @Res() response: Response,
  ): Promise<void> {
    const words = { board: form.board, state: form.state, after: form.after };
    try {
      const flag = await this.flags.move(actorOf(visit), flagId, form, visit.scope);
      const asked = readBoardAsked(words, boardsFor(visit.scope));
      const back = asked.ok
        ? boardAddress(asked.value.board.id, asked.value.view, form.after)
        : boardAddress(flag.board === 'access' ? 'access' : flag.locality, 'open');
      response.redirect(303, `${back}#child-${flag.childId}`);
    } catch (error) {
      if (!(error instanceof Invalid) && !(error instanceof Conflict)) throw error;
      await this.show(
        visit,
        response,
        words,
        {
          flagId,
          faults: error instanceof Invalid ? error.faults : [{ at: 'to', message: error.message }],
          typed: { reason: form.reason ?? '', nextStep: form.nextStep ?? '' },
        },
        error instanceof Conflict ? 409 : 422,
      );
    }
  }

  private async show(
    visit: Visit,
    response: Response,
    words: Record<string, unknown>,
    refused: RefusedMove | null,
    status?: number,
  ): Promise<void> {
    const boards = boardsFor(visit.scope);
    const asked = readBoardAsked(words, boards);
    const { page, tallies } = await this.mdt.whole(visit, asked.ok ? asked.value : null, CHILDREN_A_PAGE);
    const view = boardView({
      today: this.clock.today(),
      asked: asked.ok ? asked.value : null,
      boards,
      may: { move: allows(moveFlag, visit.viewer) },
      boardAlone: boardAlone(visit.scope),
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
