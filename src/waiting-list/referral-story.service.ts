import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { NotFound } from '../platform/http/problems.js';
import { ReferralStoryRepository } from './referral-story.repository.js';
import type { ReferralStory } from './referral-story.js';

@Injectable()
export class ReferralStoryService {
  constructor(
    private readonly stories: ReferralStoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What can be said today about one referral. Throws NotFound. */
  async tell(referralId: string): Promise<ReferralStory> {
    const story = isUuid(referralId) ? await this.stories.find(referralId, this.clock.today()) : null;
    if (!story) throw new NotFound('There is no such referral.');
    return story;
  }
}
