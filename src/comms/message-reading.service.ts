import { Injectable } from '@nestjs/common';
import { isUuid } from '../kernel/ids.js';
import type { Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Looking } from '../platform/auth/looking.js';
import { Invalid, NotFound } from '../platform/http/problems.js';
import type { HoldReason } from './hold-reason.js';
import {
  type ListedMessage,
  type MessageCounts,
  type MessageFilter,
  type Page,
  pageOf,
  type Place,
  placeOf,
  type RecordedMessage,
  type UnreleasedSource,
} from './message-list.js';
import { MessageListRepository, type MessageReader } from './message-list.repository.js';
import { hiddenFrom } from './shown-reason.js';

/** Everything the page of messages says. */
export interface MessagesStanding {
  counts: MessageCounts;
  uncertain: Page<ListedMessage>;
  failed: Page<ListedMessage>;
  held: Page<ListedMessage>;
  /** First censuses of the reader's own lists. */
  sources: UnreleasedSource[];
}

const NONE = { items: [], next: null };

/** Messages as a viewer reads them: of children in their scope, and a line of the trail for every look. */
@Injectable()
export class MessageReading {
  constructor(
    private readonly list: MessageListRepository,
    private readonly looking: Looking,
  ) {}

  /** Throws Invalid where the cursor is not one of ours. */
  async page(
    visit: Visit,
    filter: MessageFilter,
    limit: number,
    after?: string,
  ): Promise<Page<ListedMessage>> {
    const from = place(after);
    return this.looking.at(visit, async (tx) => {
      const found = await this.list.page(readerOf(visit, tx), filter, from, limit + 1);
      const page = pageOf(found, limit);
      return { answer: page, looked: [viewed(page.items, { ...filter, firstPage: from === null })] };
    });
  }

  /** What is held, for one reason or all, and what somebody must look at; `own`: with lists to release. */
  async standing(
    visit: Visit,
    reason: HoldReason | null,
    limit: number,
    after: string | undefined,
    own: boolean,
  ): Promise<MessagesStanding> {
    const from = place(after);
    return this.looking.at(visit, async (tx) => {
      const reader = readerOf(visit, tx);
      const counts = await this.list.counts(reader);
      const inState = async (state: 'uncertain' | 'failed'): Promise<Page<ListedMessage>> => {
        if (counts.byState[state] === 0) return NONE;
        const filter = { state, childId: null, reason: null };
        return pageOf(await this.list.page(reader, filter, null, limit + 1), limit);
      };
      const uncertain = await inState('uncertain');
      const failed = await inState('failed');
      const filter: MessageFilter = { state: 'held', childId: null, reason };
      const held = pageOf(await this.list.page(reader, filter, from, limit + 1), limit);
      const { organisation } = visit.viewer;
      const lists = { providers: [organisation], services: visit.scope.services };
      const sources = own ? await this.list.unreleased(reader, lists) : [];
      const all = [...uncertain.items, ...failed.items, ...held.items];
      return {
        answer: { counts, uncertain, failed, held, sources },
        looked: [viewed(all, { reason, firstPage: from === null })],
      };
    });
  }

  /** Throws NotFound. */
  async one(visit: Visit, id: string): Promise<ListedMessage> {
    return this.looking.at(visit, async (tx) => {
      const found = isUuid(id) ? await this.list.find(readerOf(visit, tx), id) : undefined;
      if (!found) throw new NotFound('There is no such message.');
      const looked: TrailEntry = {
        act: 'view',
        action: 'message.viewed',
        subjectKind: 'message',
        subjectId: id,
        childId: found.childId,
      };
      return { answer: found, looked: [looked] };
    });
  }

  /** Counts alone name nobody. */
  async counts(visit: Visit): Promise<MessageCounts> {
    return this.looking.at(visit, async (tx) => ({
      answer: await this.list.counts(readerOf(visit, tx)),
      looked: [],
    }));
  }

  /** What families read, where nothing is really sent. */
  async recorded(visit: Visit, limit: number, after?: string): Promise<Page<RecordedMessage>> {
    const from = place(after);
    return this.looking.at(visit, async (tx) => {
      const { items, next } = pageOf(await this.list.recorded(tx, from, limit + 1), limit);
      const looked = viewed(items, { firstPage: from === null }, 'outbox.viewed');
      return {
        answer: { items: items.map(({ childId: _child, ...message }) => message), next },
        looked: [looked],
      };
    });
  }
}

const readerOf = ({ viewer }: Visit, tx: MessageReader['tx']): MessageReader => ({
  tx,
  hidden: hiddenFrom(viewer.role),
});

function viewed(
  messages: readonly { childId: string }[],
  detail: Readonly<Record<string, unknown>>,
  action = 'messages.viewed',
): TrailEntry {
  return {
    act: 'view',
    action,
    subjectKind: 'messages',
    subjectId: 'all',
    childIds: [...new Set(messages.map(({ childId }) => childId))],
    detail,
  };
}

function place(cursor: string | undefined): Place | null {
  if (cursor === undefined || cursor === '') return null;
  const found = placeOf(cursor);
  if (!found) throw new Invalid([{ at: 'after', message: 'is not a place in this list' }]);
  return found;
}
