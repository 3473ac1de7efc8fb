import { Inject, Injectable } from '@nestjs/common';
import type { FlagWithMoves } from '../flags/flag.js';
import { FlagReading } from '../flags/flag-reading.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { scopeOnChild, type Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { NotFound } from '../platform/http/problems.js';
import { ClockStandardsRegistry } from '../referrals/clock-standards.registry.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { ReferralStoryRepository } from './referral-story.repository.js';
import type { ReferralStory } from './referral-story.js';
import { shownStory, type ShownStory } from './shown-story.js';

/** What a reader may be told about one referral, all of one moment. */
@Injectable()
export class ReferralStoryService {
  constructor(
    private readonly stories: ReferralStoryRepository,
    private readonly flags: FlagReading,
    private readonly ruleSets: RuleSetRegistry,
    private readonly looking: Looking,
    private readonly measures: ClockStandardsRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What can be said today about one referral to this reader. Throws NotFound. */
  async tell(visit: Visit, referralId: string): Promise<ShownStory & { flags: readonly FlagWithMoves[] }> {
    return this.looking.atOneMoment(visit, async (tx) => {
      const story: ReferralStory | null = isUuid(referralId)
        ? await this.stories.find(tx, referralId, this.clock.today(), this.measures.standards)
        : null;
      if (!story) throw new NotFound('There is no such referral.');
      const { child, referral } = story;
      const scope = scopeOnChild(visit.scope, child.id);
      const flags = await this.flags.ofChildren({ tx, scope }, [child.id]);
      const shown = shownStory(story, scope, (id, version) => this.ruleSets.find(id, version));
      return {
        answer: { ...shown, flags },
        looked: [
          {
            act: 'view' as const,
            action: 'referral.viewed',
            subjectKind: 'referral',
            subjectId: referral.id,
            childId: child.id,
            detail: { service: referral.service, provider: referral.provider },
          },
        ],
      };
    });
  }
}
