import { Injectable } from '@nestjs/common';
import type { FlagTally, FlagWithMoves } from '../flags/flag.js';
import { FlagReading, type Reader } from '../flags/flag-reading.service.js';
import type { Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Looking } from '../platform/auth/looking.js';
import { type BoardAsked, statesOf } from './board.js';
import { BoardRepository, type ChildOnBoard } from './board.repository.js';

/** A child on a board with the flags that put it there. */
export interface BoardItem {
  child: ChildOnBoard;
  flags: readonly FlagWithMoves[];
}

export interface BoardPage {
  items: readonly BoardItem[];
  /** Cursor of the next page, or null. */
  next: string | null;
}

/** Boards as their readers see them: children in their scope, and a line of the trail for every look. */
@Injectable()
export class MdtService {
  constructor(
    private readonly boards: BoardRepository,
    private readonly flags: FlagReading,
    private readonly looking: Looking,
  ) {}

  /** One page of a board: each child once, oldest flag first, however many rules and people flagged it. */
  async page(visit: Visit, asked: BoardAsked, limit: number): Promise<BoardPage> {
    return this.looking.at(visit, async (tx) => {
      const page = await this.pageFor({ tx, scope: visit.scope }, asked, limit);
      return { answer: page, looked: [viewed(asked, page)] };
    });
  }

  /** The same for people, with how many children each board holds; `asked` null: only those. */
  async whole(
    visit: Visit,
    asked: BoardAsked | null,
    limit: number,
  ): Promise<{ page: BoardPage; tallies: FlagTally[] }> {
    return this.looking.at(visit, async (tx) => {
      const reader = { tx, scope: visit.scope };
      const page = asked ? await this.pageFor(reader, asked, limit) : { items: [], next: null };
      const tallies = await this.flags.tallies(reader);
      return { answer: { page, tallies }, looked: asked ? [viewed(asked, page)] : [] };
    });
  }

  private async pageFor(
    reader: Reader,
    { board, view, after }: BoardAsked,
    limit: number,
  ): Promise<BoardPage> {
    const states = statesOf(view);
    const { childIds, next } = await this.flags.childrenOn(reader, {
      board: board.board,
      locality: board.locality,
      states,
      after,
      limit,
    });
    const children = await this.boards.children(childIds, reader.tx);
    const flags = await this.flags.ofChildren(reader, childIds);
    const items = childIds.flatMap((childId) => {
      const child = children.get(childId);
      const here = flags.filter(
        (flag) =>
          flag.childId === childId &&
          flag.board === board.board &&
          (board.locality === null || flag.locality === board.locality) &&
          states.includes(flag.state),
      );
      // Moved between two reads of this page: the next look shows it where it is.
      return child && here.length > 0 ? [{ child, flags: here }] : [];
    });
    return { items, next };
  }
}

function viewed({ board, view, after }: BoardAsked, { items }: BoardPage): TrailEntry {
  return {
    act: 'view',
    action: 'board.viewed',
    subjectKind: 'board',
    subjectId: board.id,
    childIds: items.map(({ child }) => child.id),
    detail: { view, firstPage: after === null },
  };
}
