import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import { FactRepository } from '../facts/fact.repository.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { ActTodayService } from '../triage/act-today.service.js';
import { alarmOf } from '../triage/act-today.js';
import { basisOf } from '../triage/decision-basis.js';
import { DecisionBasisRepository, type KeptBasis } from '../triage/decision-basis.repository.js';
import { decide } from '../triage/decide.js';
import type { DecisionInput } from '../triage/decision.js';
import type { MadeDecision } from '../triage/stored-decision.js';
import { TriageService } from '../triage/triage.service.js';
import { Consequences } from './consequences.service.js';
import {
  type Before,
  type ChildFile,
  closedReferrals,
  filesOf,
  inputOf,
  openReferrals,
} from './child-file.js';
import type { DecidedReferral } from './placement.js';

const CHILDREN_AT_A_STRETCH = 20;

/** What deciding these children came to. */
export interface Decided {
  /** Every open referral of these children, oldest wait first within a child. */
  referrals: readonly DecidedReferral[];
  /** Referrals that stand first until somebody records what was done. */
  actToday: ReadonlySet<string>;
  /** How many decisions were new; the rest came to the same from the same. */
  stored: number;
}

/**
 * Decides whole children, whom the caller's transaction holds: loads what is known, decides every open referral, keeps
 * what is new, and brings about what follows. No rule of its own.
 */
@Injectable()
export class DecideChildren {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly children: ChildRepository,
    private readonly referrals: ReferralRepository,
    private readonly facts: FactRepository,
    private readonly ruleSets: RuleSetRegistry,
    private readonly triage: TriageService,
    private readonly bases: DecisionBasisRepository,
    private readonly actToday: ActTodayService,
    private readonly consequences: Consequences,
  ) {}

  async decide(tx: EntityManager, actor: Actor, childIds: readonly string[]): Promise<Decided> {
    const files = await this.load(tx, childIds);
    const open = files.flatMap(openReferrals).map(({ id }) => id);
    const before: Before = {
      latest: await this.triage.latest(tx, open),
      confirmations: await this.triage.confirmations(tx, open),
    };
    const { decided, made, bases } = await this.decideAll(files, before);
    await this.triage.keep(tx, actor, made);
    await this.bases.keep(tx, bases);
    await this.bases.forget(tx, files.flatMap(closedReferrals));
    const alarms = decided.flatMap(
      ({ input, decision, decisionId }) => alarmOf(input, decision, decisionId) ?? [],
    );
    const first = await this.actToday.start(tx, actor, childIds, alarms);
    await this.consequences.follow(tx, actor, files, decided, first);
    await this.referrals.clearDue(
      tx,
      files.flatMap((file) => file.referrals.map(({ id }) => id)),
    );
    return { referrals: decided, actToday: first, stored: made.length };
  }

  private async load(tx: EntityManager, childIds: readonly string[]): Promise<ChildFile[]> {
    return filesOf(
      await this.children.find(childIds, tx),
      await this.referrals.ofChildren(childIds, tx),
      await this.facts.ofChildren(childIds, tx),
    );
  }

  private async decideAll(
    files: readonly ChildFile[],
    before: Before,
  ): Promise<{
    decided: (DecidedReferral & { input: DecisionInput })[];
    made: MadeDecision[];
    bases: KeptBasis[];
  }> {
    const on = this.clock.today();
    const made: MadeDecision[] = [];
    const bases: KeptBasis[] = [];
    const decided: (DecidedReferral & { input: DecisionInput })[] = [];
    for (const [nth, file] of files.entries()) {
      // Pages are served by the same process: they get their turn between children.
      if (nth % CHILDREN_AT_A_STRETCH === CHILDREN_AT_A_STRETCH - 1) await setImmediate();
      for (const referral of openReferrals(file)) {
        const { ruleSet, reason } = this.ruleSets.inForce(referral.service, on);
        const input = inputOf(file, referral, before, { on, ruleSet });
        const decision = decide(input, reason);
        const latest = before.latest.get(referral.id);
        const same = latest?.inputHash === decision.inputHash;
        const decisionId = same ? latest.id : randomUUID();
        if (!same) made.push({ id: decisionId, input, decision });
        const basis = basisOf(input, decision);
        const { holdsUntil } = decision;
        const { birthDate } = file.child;
        bases.push({ referral, birthDate, decisionId, ruleSetHash: ruleSet.hash, holdsUntil, basis });
        const confirmed = input.confirmations.at(-1);
        decided.push({ file, referral, decisionId, decision, ruleSet: ruleSet.set, confirmed, input });
      }
    }
    return { decided, made, bases };
  }
}
