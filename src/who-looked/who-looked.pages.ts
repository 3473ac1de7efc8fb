import { Controller, Get, Param, Query, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Requires } from '../platform/auth/requires.js';
import { readWhoLooked } from './who-looked-policies.js';
import { ReadWhoLooked } from './who-looked.request.js';
import { WhoLookedService } from './who-looked.service.js';

/** Who looked at one child's record: a page that can be printed and given to the family. */
@ApiExcludeController()
@Controller('children/:id/who-looked')
export class WhoLookedPages {
  constructor(private readonly whoLooked: WhoLookedService) {}

  // No row is named: auditors look beyond every scope, and the service asks the scope of everybody else.
  @Get()
  @Requires(readWhoLooked)
  @Render('who-looked/views/who-looked.njk')
  async page(
    @Param('id') childId: string,
    @Query() query: ReadWhoLooked,
    @CurrentVisit() visit: Visit,
  ): Promise<object> {
    const voice = query.for ?? this.whoLooked.usualVoice(visit.viewer.role);
    const found = await this.whoLooked.ofChild(visit, childId, voice, query.before ?? null);
    const address = `/children/${childId}/who-looked?for=${voice}`;
    return {
      voice,
      name: found.name,
      days: found.voice === 'family' ? found.days : [],
      tellUs: found.voice === 'family' ? found.tellUs : '',
      lines: found.voice === 'staff' ? found.lines : [],
      firstHref: query.before === undefined ? '' : address,
      nextHref: found.next === null ? '' : `${address}&before=${found.next}`,
      familyHref: voice === 'staff' ? `/children/${childId}/who-looked?for=family` : '',
    };
  }
}
