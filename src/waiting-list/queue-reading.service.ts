import { Injectable } from '@nestjs/common';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import type { ListState } from './list-warnings.js';
import type { QueueAsked } from './queue-asked.js';
import { shownEntry } from './shown-entry.js';
import type { Tally } from './tally.js';
import { type QueuePage, WaitingListService } from './waiting-list.service.js';

export interface QueueSeen extends QueuePage {
  tallies: Tally[];
  state: ListState;
}

/** The queue as a viewer reads it: their own lists, what may be shown of each entry, and a line of the trail. */
@Injectable()
export class QueueReading {
  constructor(
    private readonly list: WaitingListService,
    private readonly looking: Looking,
  ) {}

  /** A page for programs. */
  async page(visit: Visit, asked: QueueAsked, limit: number): Promise<QueuePage> {
    const places = await this.list.places(asked, limit, visit.scope);
    return this.looking.at(visit, async (tx) => {
      const page = shown(await this.list.pageAt(places, asked, limit, tx), visit);
      return { answer: page, looked: [lookedAt(asked, page)] };
    });
  }

  /** A page for people, with how many wait where and how current the list is; `asked` null: only those. */
  async whole(visit: Visit, asked: QueueAsked | null, limit: number, today: PlainDate): Promise<QueueSeen> {
    // Before the reader's transaction and not beside it: who held one connection must never wait for another.
    const places = asked ? await this.list.places(asked, limit, visit.scope) : [];
    return this.looking.at(visit, async (tx) => {
      const reader = { tx, scope: visit.scope };
      const page = asked
        ? shown(await this.list.pageAt(places, asked, limit, tx), visit)
        : { entries: [], next: undefined };
      const tallies = await this.list.tallies(reader);
      const state = await this.list.state(today, reader);
      return { answer: { ...page, tallies, state }, looked: asked ? [lookedAt(asked, page)] : [] };
    });
  }
}

const shown = (page: QueuePage, visit: Visit): QueuePage => ({
  ...page,
  entries: page.entries.map((entry) => shownEntry(entry, visit.scope)),
});

/** Who was on what was shown. What somebody searched for is kept: that is what a look at a neighbour's child looks like. */
function lookedAt({ filter, on, after }: QueueAsked, { entries }: QueuePage): TrailEntry {
  const { words, ...chosen } = filter;
  return {
    act: words ? 'search' : 'view',
    action: words ? 'queue.searched' : 'queue.viewed',
    subjectKind: 'waiting_list',
    subjectId: filter.service ?? 'all',
    childIds: [...new Set(entries.map(({ childId }) => childId))],
    detail: { ...chosen, ...(words ? { sought: words.join(' ') } : {}), on, firstPage: after === undefined },
  };
}
