import { Controller, Get, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Looking } from '../platform/auth/looking.js';
import { Requires } from '../platform/auth/requires.js';
import { type FiguresView, figuresView } from './figures.presenter.js';
import { readFigures } from './queue-policies.js';
import { WaitingListService } from './waiting-list.service.js';

/** How many wait where, for a board: counts of everybody, and no child. */
@ApiExcludeController()
@Controller('figures')
export class FiguresPages {
  constructor(
    private readonly list: WaitingListService,
    private readonly looking: Looking,
  ) {}

  @Get()
  @Requires(readFigures)
  @Render('waiting-list/views/figures.njk')
  async figures(@CurrentVisit() visit: Visit): Promise<FiguresView> {
    return this.looking.beyondScope(visit, async () => ({
      answer: figuresView(await this.list.tallies(), this.list.ladder()),
      looked: [{ act: 'view', action: 'figures.viewed', subjectKind: 'waiting_list', subjectId: 'all' }],
    }));
  }
}
