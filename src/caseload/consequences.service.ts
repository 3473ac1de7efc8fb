import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MessageOutbox } from '../comms/message.outbox.js';
import { FlagService } from '../flags/flag.service.js';
import type { Actor } from '../kernel/actor.js';
import { TaskService } from '../tasks/task.service.js';
import { restsOn } from '../triage/rests-on.js';
import { WaitingListService } from '../waiting-list/waiting-list.service.js';
import { CaseloadRepository } from './caseload.repository.js';
import type { ChildFile } from './child-file.js';
import { type DecidedReferral, placementOf } from './placement.js';
import { safetyCheckOf, safetyKey } from './safety-check.js';

/** What follows from decisions, in their transaction: a place in the queue, flags, tasks, the family's message. */
@Injectable()
export class Consequences {
  constructor(
    private readonly caseload: CaseloadRepository,
    private readonly waitingList: WaitingListService,
    private readonly flags: FlagService,
    private readonly tasks: TaskService,
    private readonly messages: MessageOutbox,
  ) {}

  /** `actToday`: referrals that stand first. Set-based; the same again changes nothing. */
  async follow(
    tx: EntityManager,
    actor: Actor,
    files: readonly ChildFile[],
    decided: readonly DecidedReferral[],
    actToday: ReadonlySet<string>,
  ): Promise<void> {
    const places = await this.caseload.places(
      tx,
      decided.map(({ referral }) => referral.id),
    );
    await this.waitingList.place(
      tx,
      decided.map((one) => placementOf(one, actToday.has(one.referral.id), places.get(one.referral.id))),
    );
    await this.waitingList.remove(
      tx,
      files.flatMap(({ referrals }) =>
        referrals.filter(({ state }) => state === 'closed').map(({ id }) => id),
      ),
    );
    await this.flags.raiseFromDecisions(
      tx,
      actor,
      decided.flatMap(({ file, decisionId, decision, ruleSet }) =>
        decision.flags.map(({ ruleId, board, reason }) => ({
          childId: file.child.id,
          locality: file.child.locality,
          decisionId,
          board,
          key: ruleId,
          reason: reason.clinician,
          facts: restsOn(ruleSet, ruleId, file.facts),
        })),
      ),
    );
    // A flag somebody raised by hand follows the child too; a child now restricted leaves the locality's board.
    await this.flags.relocate(
      tx,
      actor,
      files.map(({ child }) => ({ childId: child.id, locality: child.locality })),
    );
    await this.checkSafety(tx, actor, files, decided);
    await this.messages.planFor(
      tx,
      actor,
      files.map(({ child }) => child.id),
    );
  }

  /** Opens one check per child who needs one; closes the check of a child whose questions are answered. */
  private async checkSafety(
    tx: EntityManager,
    actor: Actor,
    files: readonly ChildFile[],
    decided: readonly DecidedReferral[],
  ): Promise<void> {
    const ofChild = new Map<string, DecidedReferral[]>(files.map(({ child }) => [child.id, []]));
    for (const one of decided) ofChild.get(one.file.child.id)?.push(one);
    const checks = [...ofChild].map(([childId, decisions]) => ({ childId, task: safetyCheckOf(decisions) }));
    await this.tasks.raise(
      tx,
      actor,
      checks.flatMap(({ task }) => task ?? []),
    );
    await this.tasks.completeAll(
      tx,
      actor,
      { keys: checks.filter(({ task }) => task === null).map(({ childId }) => safetyKey(childId)) },
      'Every safety question has an answer now, or the child waits on no list.',
    );
  }
}
