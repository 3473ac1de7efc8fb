import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { Trail } from '../platform/audit/trail.js';
import { Conflict, Invalid, NotFound } from '../platform/http/problems.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { DecisionRepository } from './decision.repository.js';
import type { Confirmation } from './decision.js';
import { replay } from './replay.js';
import type { LatestDecision, MadeDecision, StoredDecision } from './stored-decision.js';

export interface ConfirmBand {
  referralId: string;
  /** The decision the clinician looked at: a newer one makes the confirmation void. */
  decisionId: string;
  band: string;
  note: string;
}

export interface Replayed {
  decisionId: string;
  ruleSet: { id: string; version: string; hash: string };
  /** Evaluating the stored facts under the stored version gives the stored decision, to the last word. */
  identical: boolean;
  differences: readonly string[];
}

/** Decisions as they were made, whole and never changed, and what clinicians said about them. */
@Injectable()
export class TriageService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly decisions: DecisionRepository,
    private readonly ruleSets: RuleSetRegistry,
    private readonly trail: Trail,
  ) {}

  /** Keeps decisions, each with a trail row. Set-based. */
  async keep(tx: EntityManager, actor: Actor, made: readonly MadeDecision[]): Promise<void> {
    if (made.length === 0) return;
    await this.decisions.add(tx, made, { name: actor.name, at: this.clock.now() });
    await this.trail.record(
      tx,
      actor,
      made.map(({ id, decision }) => ({
        action: 'referral.decided',
        subjectKind: 'referral',
        subjectId: decision.referralId,
        childId: decision.childId,
        detail: {
          decisionId: id,
          band: decision.standing.band,
          ruleSet: `${decision.ruleSetId}@${decision.ruleSetVersion}`,
        },
      })),
    );
  }

  async latest(tx: EntityManager, referralIds: readonly string[]): Promise<Map<string, LatestDecision>> {
    const latest = await this.decisions.latest(tx, referralIds);
    return new Map(latest.map((decision) => [decision.referralId, decision]));
  }

  /** Confirmations by referral, oldest first. */
  async confirmations(
    tx: EntityManager,
    referralIds: readonly string[],
  ): Promise<Map<string, Confirmation[]>> {
    const byReferral = new Map<string, Confirmation[]>();
    for (const { referralId, ...confirmation } of await this.decisions.confirmations(tx, referralIds))
      byReferral.set(referralId, [...(byReferral.get(referralId) ?? []), confirmation]);
    return byReferral;
  }

  /**
   * A named clinician confirms the band that stands, or lets the lower one stand that the rules propose. The caller
   * holds the child and decides again. Throws Invalid, NotFound, and Conflict where a newer decision exists.
   */
  async confirm(tx: EntityManager, actor: Actor, given: ConfirmBand): Promise<StoredDecision> {
    if (actor.kind !== 'person') throw new Invalid([{ at: 'by', message: 'Say who you are' }]);
    const decision = await this.find(given.decisionId);
    if (decision.referralId !== given.referralId) throw new NotFound('This referral has no such decision');
    const [latest] = await this.decisions.latest(tx, [given.referralId]);
    if (latest?.id !== decision.id)
      throw new Conflict('A newer decision has been made about this referral. Look at it first.');
    const { standing, lowerProposal } = decision.receipt.decision;
    if (given.band !== standing.band && given.band !== lowerProposal)
      throw new Invalid([
        { at: 'band', message: `may be ${[standing.band, lowerProposal].filter(Boolean).join(' or ')}` },
      ]);
    const { referralId, decisionId, band, note } = given;
    const confirmation = { referralId, decisionId, band, note, on: this.clock.today(), by: actor.name };
    await this.decisions.addConfirmation(tx, { ...confirmation, at: this.clock.now() });
    await this.trail.record(tx, actor, [
      {
        action: 'band.confirmed',
        subjectKind: 'referral',
        subjectId: referralId,
        childId: decision.childId,
        detail: { decisionId, band, lowered: band !== standing.band },
      },
    ]);
    return decision;
  }

  async find(id: string): Promise<StoredDecision> {
    const decision = isUuid(id) ? await this.decisions.find(id) : null;
    if (!decision) throw new NotFound('There is no such decision');
    return decision;
  }

  /** Makes a stored decision again from its own facts under its own version. Writes nothing. */
  async replay(id: string): Promise<Replayed> {
    const { receipt } = await this.find(id);
    const { ruleSetId, ruleSetVersion, ruleSetHash } = receipt.decision;
    const ruleSet = this.ruleSets.find(ruleSetId, ruleSetVersion);
    if (!ruleSet)
      throw new Conflict(`${ruleSetId}@${ruleSetVersion} is not in rules/: it cannot be evaluated here`);
    return {
      decisionId: id,
      ruleSet: { id: ruleSetId, version: ruleSetVersion, hash: ruleSetHash },
      ...replay(receipt, ruleSet),
    };
  }
}
