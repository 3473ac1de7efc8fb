import { Injectable } from '@nestjs/common';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Visit } from '../kernel/viewer.js';
import { Counting } from '../platform/auth/counting.js';
import { Looking } from '../platform/auth/looking.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { type StateRow, stateQuery, stateOf, TALLIES, talliesOf, type TalliesRow } from './list-figures.js';
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
    private readonly counting: Counting,
  ) {}

  /** A page for programs. */
  async page(visit: Visit, asked: QueueAsked, limit: number): Promise<QueuePage> {
    return this.made(visit, asked, limit, (page) => page);
  }

  /**
   * A page for people, with how many wait where and how current the list is; `asked` null: only those. `make` turns it
   * into what is answered while the line in the trail is committed, and sends nothing (`platform/auth/looking.ts`).
   */
  async whole<Made>(
    visit: Visit,
    asked: QueueAsked | null,
    limit: number,
    today: PlainDate,
    make: (seen: QueueSeen) => Promise<Made>,
  ): Promise<Made> {
    const counted = this.figures(visit, today);
    const whole = async (page: QueuePage): Promise<Made> => make({ ...page, ...(await counted) });
    const [made] = await Promise.all([
      asked ? this.made(visit, asked, limit, whole) : whole(NO_PAGE),
      counted,
    ]);
    return made;
  }

  private async made<Made>(
    visit: Visit,
    asked: QueueAsked,
    limit: number,
    make: (page: QueuePage) => Made | Promise<Made>,
  ): Promise<Made> {
    return this.looking.making(
      visit,
      async (tx) => {
        const page = shown(await this.list.pageFound(asked, limit, tx), visit);
        return { answer: page, looked: [lookedAt(asked, page)] };
      },
      make,
      this.list.finding(asked, limit, visit.scope),
    );
  }

  private async figures(visit: Visit, today: PlainDate): Promise<Pick<QueueSeen, 'tallies' | 'state'>> {
    const [tallies, state] = await this.counting.counts(visit, [
      { text: TALLIES, values: [] },
      stateQuery(today, visit.scope),
    ]);
    return { tallies: talliesOf((tallies as TalliesRow[])[0]), state: stateOf((state as StateRow[])[0]) };
  }
}

const NO_PAGE: QueuePage = { entries: [], next: undefined };

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
