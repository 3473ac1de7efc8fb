import { Controller, Get, Inject, Param, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Organisations } from '../platform/auth/organisations.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { dutyContactOf } from '../tasks/duty-contact.js';
import { offeredTo } from './offered.js';
import { readReferral } from './queue-policies.js';
import { ReferralStoryService } from './referral-story.service.js';
import { type ReferralView, referralView } from './referral.presenter.js';
import { WaitingListService } from './waiting-list.service.js';

@ApiExcludeController()
@Controller('referrals')
export class ReferralPages {
  constructor(
    private readonly stories: ReferralStoryService,
    private readonly list: WaitingListService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly organisations: Organisations,
  ) {}

  @Get(':id')
  @Requires(readReferral, inAddress('referral'))
  @Render('waiting-list/views/referral.njk')
  async one(@CurrentVisit() visit: Visit, @Param('id') id: string): Promise<ReferralView> {
    const { flags, ...story } = await this.stories.tell(visit, id);
    const offered = { ...offeredTo(visit.viewer), opened: visit.scope.opened.includes(story.child.id) };
    const view = referralView(story, flags, this.clock.today(), this.list.ladder(), offered, {
      named: this.organisations.named,
      dutyContactOf: (provider) => dutyContactOf(this.config.duty, provider),
    });
    return { ...view, notices: [...view.notices, ...visit.scope.missing] };
  }
}
