import { Inject, Injectable } from '@nestjs/common';
import { Installation } from '../platform/database/installation.js';
import type { ContactPoint } from './contact-point.js';
import { MESSAGE_PROVIDER, type MessageProvider } from './message-provider.js';
import type { Site } from './what-is-known.js';

export const CONTACT_POINT = Symbol('ContactPoint');

/** What holds for every family of this installation: how they can answer, and where messages may go at all. */
@Injectable()
export class SiteService {
  constructor(
    @Inject(CONTACT_POINT) readonly contactPoint: ContactPoint,
    @Inject(MESSAGE_PROVIDER) private readonly provider: MessageProvider,
    private readonly installation: Installation,
  ) {}

  async site(): Promise<Site> {
    const isDemo = (await this.installation.kind()) === 'demo';
    return {
      canBeAnswered: isDemo || !this.contactPoint.isExample,
      mayReceive: (address) => this.provider.mayReceive(address),
    };
  }
}
