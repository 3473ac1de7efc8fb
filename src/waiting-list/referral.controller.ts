import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { type QueueItem, queueItem } from './queue-item.js';
import { readReferral } from './queue-policies.js';
import type { ShownStory } from './shown-story.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { ReferralStoryService } from './referral-story.service.js';
import { WaitingListService } from './waiting-list.service.js';

/** A referral as programs read it. */
export interface ReferralAnswer extends Omit<ShownStory, 'entry' | 'decisions' | 'more'> {
  /** As in the queue; null where the referral is closed or not decided yet. */
  entry: QueueItem | null;
  /** The present decision, whole: `receipt.input` is what it was made from. */
  decision: ShownStory['decisions'][number] | null;
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
  @Requires(readReferral, inAddress('referral'))
  @ApiOperation({
    summary: 'One referral: the child, the place in the queue, the present decision and those before it',
  })
  @ApiOkResponse({
    description: 'referral, child, entry, lists, clocks, decision, earlierDecisions, confirmations, findings',
  })
  @ApiNotFoundResponse({ description: 'No such referral, or not one you may see' })
  async one(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<ReferralAnswer> {
    const { entry, decisions, more, flags: _flags, ...story } = await this.stories.tell(visit, id);
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
