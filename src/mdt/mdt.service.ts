import { Injectable } from '@nestjs/common';
import type { FlagTally, FlagWithMoves } from '../flags/flag.js';
import { FlagService } from '../flags/flag.service.js';
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

@Injectable()
export class MdtService {
  constructor(
    private readonly boards: BoardRepository,
    private readonly flags: FlagService,
  ) {}

  /** One page of a board: each child once, oldest flag first, however many rules and people flagged it. */
  async page({ board, view, after }: BoardAsked, limit: number): Promise<BoardPage> {
    const states = statesOf(view);
    const { childIds, next } = await this.flags.childrenOn({
      board: board.board,
      locality: board.locality,
      states,
      after,
      limit,
    });
    const [children, flags] = await Promise.all([
      this.boards.children(childIds),
      this.flags.ofChildren(childIds),
    ]);
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

  tallies(): Promise<FlagTally[]> {
    return this.flags.tallies();
  }
}
