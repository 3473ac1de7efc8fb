import { Controller, Get, Inject, Param, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FlagService } from '../flags/flag.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ReferralStoryService } from './referral-story.service.js';
import { type ReferralView, referralView } from './referral.presenter.js';
import { WaitingListService } from './waiting-list.service.js';

@ApiExcludeController()
@Controller('referrals')
export class ReferralPages {
  constructor(
    private readonly stories: ReferralStoryService,
    private readonly list: WaitingListService,
    private readonly flags: FlagService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id')
  @Render('waiting-list/views/referral.njk')
  async one(@Param('id') id: string): Promise<ReferralView> {
    const story = await this.stories.tell(id);
    const flags = await this.flags.ofChild(story.child.id);
    return referralView(story, flags, this.clock.today(), this.list.ladder());
  }
}
