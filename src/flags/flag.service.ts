import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import type { Fault } from '../kernel/outcome.js';
import type { Scope } from '../kernel/viewer.js';
import { Trail, type TrailEntry } from '../platform/audit/trail.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import {
  boardTitles,
  SAID_BY_A_PERSON,
  stateTitles,
  type FlagBoard,
  type FlagState,
  type RaisedFlag,
  type StoredFlag,
} from './flag.js';
import { boardAlone } from './board-alone.js';
import { checkMove, illegalMove, moveBetween } from './flag-moves.js';
import { FlagRepository } from './flag.repository.js';
import { shownFlag } from './shown-flag.js';

/** Writes flags: what rules ask for, and what a named person says. Reading them is apart (flag-reading.service.ts). */
@Injectable()
export class FlagService {
  constructor(
    private readonly flags: FlagRepository,
    private readonly trail: Trail,
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * What rules ask for, for many children at once, in the transaction of the decisions. New causes become
   * suggestions; a cause already there adds nothing; a flag a person has moved is never moved back. Every flag of
   * these children follows them to the locality given.
   */
  async raiseFromDecisions(
    tx: EntityManager,
    actor: Actor,
    raised: readonly RaisedFlag[],
  ): Promise<{ added: number; reworded: number; relocated: number }> {
    if (raised.length === 0) return { added: 0, reworded: 0, relocated: 0 };
    const { added, reworded } = await this.flags.suggest(tx, actor.name, this.clock.now(), raised);
    await this.trail.record(tx, actor, [
      ...added.map((flag) => entry('flag.suggested', flag)),
      ...reworded.map((flag) => entry('flag.reworded', flag)),
    ]);
    const relocated = await this.relocate(tx, actor, raised);
    return { added: added.length, reworded: reworded.length, relocated };
  }

  /** A family has moved, or a child has gone to live away: the flags go with the child. Answers how many moved. */
  async relocate(
    tx: EntityManager,
    actor: Actor,
    places: readonly { childId: string; locality: string }[],
  ): Promise<number> {
    if (places.length === 0) return 0;
    const moved = await this.flags.relocate(tx, places);
    await this.trail.record(
      tx,
      actor,
      moved.map((flag) => entry('flag.relocated', flag, { locality: flag.locality })),
    );
    return moved.length;
  }

  /**
   * A person flags a child, at once as `flagged`. Saying the same again answers the flag that stands (`added`
   * false). Throws NotFound, Invalid (nobody named, no reason), Conflict (a person has flagged this child there
   * already, for another reason or with another outcome: that flag is the one to move).
   */
  async flagByPerson(
    actor: Actor,
    said: { childId: string; board: FlagBoard; reason: string; nextStep?: string | null },
  ): Promise<{ flag: StoredFlag; added: boolean }> {
    const reason = text(said.reason);
    if (reason === null || actor.kind !== 'person')
      throw new Invalid([
        ...unnamed(actor),
        ...(reason === null ? [{ at: 'reason', message: 'Say why this child should be discussed' }] : []),
      ]);
    if (!isUuid(said.childId)) throw new NotFound('There is no such child.');
    return this.dataSource.transaction(async (tx) => {
      const flag = await this.flags.add(tx, {
        childId: said.childId,
        board: said.board,
        reason,
        nextStep: text(said.nextStep),
        by: actor.name,
        at: this.clock.now(),
      });
      if (flag) {
        await this.trail.record(tx, actor, [entry('flag.raised', flag, { board: said.board })]);
        return { flag, added: true };
      }
      const standing = (await this.flags.ofChildren([said.childId], tx)).find(
        (other) => other.board === said.board && other.key === SAID_BY_A_PERSON,
      );
      if (!standing) throw new NotFound('There is no such child.');
      if (standing.state === 'flagged' && standing.reason === reason) return { flag: standing, added: false };
      throw new Conflict(
        `${standing.raisedBy} has already flagged this child for ${boardTitles[said.board]}; that flag is ${stateTitles[standing.state].toLowerCase()}. Move it on its board instead.`,
      );
    });
  }

  /**
   * A person moves a flag seen at `version`. Throws NotFound; Conflict where somebody changed it since, or where no
   * such move exists; Invalid where the move needs a reason, a next step or a name.
   */
  async move(
    actor: Actor,
    flagId: string,
    asked: { to: FlagState; reason?: string | null; nextStep?: string | null; version: number },
    sees?: Scope,
  ): Promise<StoredFlag> {
    if (!isUuid(flagId)) throw new NotFound('There is no such flag.');
    return this.dataSource.transaction(async (tx) => {
      const flag = await this.flags.lock(tx, flagId);
      if (!flag) throw new NotFound('There is no such flag.');
      if (flag.version !== asked.version)
        throw new Conflict(
          `This flag has changed since you looked: it is ${stateTitles[flag.state].toLowerCase()}, last moved by ${flag.movedBy}. Look again before moving it.`,
        );
      const move = moveBetween(flag.state, asked.to);
      if (!move) throw new Conflict(illegalMove(flag.state, asked.to));
      // Who sees a child by this board alone loses sight of them by declining, and so do the other agencies: nobody
      // does that without having read why the child is on it.
      if (asked.to === 'declined' && sees && boardAlone(sees) && shownFlag(flag, sees).reason !== flag.reason)
        throw new Conflict(
          'You cannot decline this flag: why it was raised is not shared with you. Ask somebody who can see why.',
        );
      const reason = text(asked.reason);
      const nextStep = text(asked.nextStep);
      const checked = checkMove(move, { reason, nextStep });
      const faults = [...unnamed(actor), ...(checked.ok ? [] : checked.faults)];
      if (faults.length > 0) throw new Invalid(faults);
      const moved = await this.flags.move(tx, flag, {
        to: asked.to,
        reason,
        nextStep: nextStep ?? flag.nextStep,
        by: actor.name,
        at: this.clock.now(),
      });
      await this.trail.record(tx, actor, [
        entry('flag.moved', moved, { from: flag.state, to: moved.state, version: moved.version }),
      ]);
      return moved;
    });
  }
}

/** Blank is nothing said. */
const text = (given: string | null | undefined): string | null => (given ?? '').trim() || null;

/** Only a named person flags a child or moves a flag. */
function unnamed(actor: Actor): Fault[] {
  return actor.kind === 'person'
    ? []
    : [{ at: 'by', message: 'Say who you are: a flag is moved by a named person' }];
}

function entry(
  action: string,
  flag: { id: string; childId: string },
  detail: Readonly<Record<string, unknown>> = {},
): TrailEntry {
  return { action, subjectKind: 'flag', subjectId: flag.id, childId: flag.childId, detail };
}
