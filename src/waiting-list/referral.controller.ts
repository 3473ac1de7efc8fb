import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { type QueueItem, queueItem } from './queue-item.js';
import type { MadeDecision, ReferralStory } from './referral-story.js';
import { ReferralStoryService } from './referral-story.service.js';
import { WaitingListService } from './waiting-list.service.js';

/** A referral as programs read it. */
export interface ReferralAnswer extends Omit<ReferralStory, 'entry' | 'decisions' | 'more'> {
  /** As in the queue; null where the referral is closed or not decided yet. */
  entry: QueueItem | null;
  /** The present decision, whole: `receipt.input` is what it was made from. */
  decision: MadeDecision | null;
  /** Newest first; each whole at `/api/v1/decisions/{id}`. */
  earlierDecisions: {
    id: string;
    decidedAt: string;
    decidedFor: string;
    band: string;
    standingBand: string;
  }[];
  moreDecisions: boolean;
}

@ApiTags('referrals')
@Controller('api/v1/referrals')
export class ReferralController {
  constructor(
    private readonly stories: ReferralStoryService,
    private readonly list: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id')
  @ApiOperation({
    summary: 'One referral: the child, the place in the queue, the present decision and those before it',
  })
  @ApiOkResponse({
    description: 'referral, child, entry, lists, decision, earlierDecisions, confirmations, findings',
  })
  @ApiNotFoundResponse({ description: 'No such referral' })
  async one(@Param('id') id: string): Promise<ReferralAnswer> {
    const { entry, decisions, more, ...story } = await this.stories.tell(id);
    const [decision, ...earlier] = decisions;
    return {
      ...story,
      entry: entry && queueItem(entry, this.clock.today(), this.list.ladder()),
      decision: decision ?? null,
      earlierDecisions: earlier.map(({ id: decisionId, decidedAt, receipt }) => ({
        id: decisionId,
        decidedAt,
        decidedFor: receipt.decision.decidedFor,
        band: receipt.decision.band,
        standingBand: receipt.decision.standing.band,
      })),
      moreDecisions: more,
    };
  }
}
