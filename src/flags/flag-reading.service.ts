import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isUuid } from '../kernel/ids.js';
import type { Scope, Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Looking } from '../platform/auth/looking.js';
import type { FlaggedChild, FlagTally, FlagWithMoves } from './flag.js';
import { writeCursor } from './flag-page.js';
import { type FlagFilter, FlagRepository } from './flag.repository.js';
import { shownFlag } from './shown-flag.js';

/** Somebody who reads, in their own transaction (`platform/auth/looking.ts`). */
export interface Reader {
  tx: EntityManager;
  scope: Scope;
}

/** What is asked for, before the reader's own localities narrow it. */
export type FlagsAsked = Omit<FlagFilter, 'localities'> & { locality: string | null };

/** Flags as a reader may see them: of children in their scope, with a rule's words only where what is behind is shared. */
@Injectable()
export class FlagReading {
  constructor(
    private readonly flags: FlagRepository,
    private readonly looking: Looking,
  ) {}

  /** One page of flags, oldest first; `next` is the cursor of the page after, or null. */
  async list(visit: Visit, asked: FlagsAsked): Promise<{ items: FlaggedChild[]; next: string | null }> {
    return this.looking.at(visit, async (tx) => {
      const found = await this.flags.list(within(asked, visit.scope), tx);
      const page = found.slice(0, asked.limit);
      const last = page.at(-1);
      const items = page.map(({ place: _place, ...flag }) => shownFlag(flag, visit.scope));
      const next = found.length > asked.limit && last ? writeCursor(last.place) : null;
      const { board, locality, states } = asked;
      const detail = { board, locality, states, firstPage: asked.after === null };
      return {
        answer: { items, next },
        looked: [viewed('board', board ?? 'all', { childIds: childrenIn(items), detail })],
      };
    });
  }

  /** Every flag of a child on any board that the reader may see, oldest first, each with the moves made on it. */
  async ofChild(visit: Visit, childId: string): Promise<FlagWithMoves[]> {
    return this.looking.at(visit, async (tx) => ({
      answer: await this.ofChildren({ tx, scope: visit.scope }, isUuid(childId) ? [childId] : []),
      looked: isUuid(childId) ? [viewed('child', childId, { childId })] : [],
    }));
  }

  /** The same for several children, as part of a look that its caller writes down. */
  async ofChildren({ tx, scope }: Reader, childIds: readonly string[]): Promise<FlagWithMoves[]> {
    const flags = await this.flags.ofChildren(childIds, tx);
    const moves = await this.flags.movesOf(
      flags.map((flag) => flag.id),
      tx,
    );
    return flags.map((flag) => ({ ...shownFlag(flag, scope), moves: moves.get(flag.id) ?? [] }));
  }

  /**
   * One page of a board: children, whose oldest flag there came first; `next` is a cursor, or null. Part of a look that
   * its caller writes down.
   */
  async childrenOn(
    { tx, scope }: Reader,
    asked: FlagsAsked,
  ): Promise<{ childIds: string[]; next: string | null }> {
    const found = await this.flags.children(within(asked, scope), tx);
    const page = found.slice(0, asked.limit);
    const last = page.at(-1);
    const more = found.length > asked.limit && last;
    return {
      childIds: page.map(({ childId }) => childId),
      next: more ? writeCursor({ raisedAt: last.raisedAt, id: last.childId }) : null,
    };
  }

  /** How many of the children whom the reader may see each board holds in each state. */
  async tallies({ tx, scope }: Reader): Promise<FlagTally[]> {
    return this.flags.tallies(localitiesOf(scope), tx);
  }
}

/** Row-level security says what may be seen; the localities in the query keep it from asking about every flag there is. */
function within({ locality, ...asked }: FlagsAsked, scope: Scope): FlagFilter {
  const own = localitiesOf(scope);
  if (locality === null) return { ...asked, localities: own };
  return { ...asked, localities: own === null || own.includes(locality) ? [locality] : [] };
}

/** The localities whose flags a coordinator is shown; null: all, and for whoever sees children for another reason. */
function localitiesOf({ boards, localities }: Scope): readonly string[] | null {
  return boards.includes('locality') && !localities.includes('*') ? localities : null;
}

const childrenIn = (flags: readonly { childId: string }[]): string[] => [
  ...new Set(flags.map(({ childId }) => childId)),
];

const viewed = (subjectKind: string, subjectId: string, more: Partial<TrailEntry>): TrailEntry => ({
  act: 'view',
  action: 'flags.viewed',
  subjectKind,
  subjectId,
  ...more,
});
