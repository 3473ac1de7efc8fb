import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { scopeOnChild, type Visit } from '../kernel/viewer.js';
import type { TrailEntry } from '../platform/audit/trail.js';
import { Looking } from '../platform/auth/looking.js';
import { NotFound } from '../platform/http/problems.js';
import { serviceLineIds } from '../referrals/service-line.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { type ConfirmedByRun, DecisionRunRepository } from './decision-run.repository.js';
import { DecisionRepository } from './decision.repository.js';
import { ENGINE_VERSION } from './engine-version.js';
import { readReceipt } from './receipt.js';
import { shownReceipt, type ShownReceipt, treatsOn } from './shown-decision.js';
import type { StoredDecision } from './stored-decision.js';
import { type Replayed, TriageService } from './triage.service.js';

export interface DecisionShown extends Omit<StoredDecision, 'receipt'> {
  receipt: ShownReceipt;
}

/** The same with the version under which it stands today, where that is not the one it was made by. */
export interface StandingDecision extends DecisionShown {
  /** A run that looked at it under the version in force and found nothing to decide otherwise; null: none since. */
  confirmedBy: ConfirmedByRun | null;
}

/** Stored decisions as a viewer may read them. */
@Injectable()
export class DecisionReading {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly runs: DecisionRunRepository,
    private readonly triage: TriageService,
    private readonly ruleSets: RuleSetRegistry,
    private readonly looking: Looking,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NotFound. */
  async one(visit: Visit, id: string): Promise<StandingDecision> {
    const shown = await this.looking.at(visit, async (tx) => {
      const answer = await this.shown(tx, visit, id);
      return { answer, looked: [looked('decision.viewed', answer)] };
    });
    const today = this.clock.today();
    const inForce = serviceLineIds.map((service) => {
      return { service, hash: this.ruleSets.inForce(service, today).ruleSet.hash };
    });
    const confirmedBy = await this.runs.confirming(shown, { engine: ENGINE_VERSION, inForce });
    return { ...shown, confirmedBy };
  }

  /** Whether it comes out the same again. Where it does not, what differs is told to whoever sees all it rests on. */
  async replay(visit: Visit, id: string): Promise<Replayed> {
    const shown = await this.looking.at(visit, async (tx) => {
      const answer = await this.shown(tx, visit, id);
      return { answer, looked: [looked('decision.replayed', answer)] };
    });
    const replayed = await this.triage.replay(id);
    return shown.receipt.decision.partly ? { ...replayed, differences: [] } : replayed;
  }

  private async shown(tx: EntityManager, { scope }: Visit, id: string): Promise<DecisionShown> {
    const stored = isUuid(id) ? await this.decisions.find(id, tx) : null;
    if (!stored) throw new NotFound('There is no such decision');
    const { receipt: kept, ...rest } = stored;
    const { ruleSetId, ruleSetVersion } = kept.decision;
    const ruleSet = this.ruleSets.find(ruleSetId, ruleSetVersion);
    const receipt = readReceipt(kept, ruleSet);
    const rows: { id: string; provider: string; service: string }[] = await tx.query(
      'SELECT id, provider, service FROM referral WHERE id = ANY ($1::uuid[])',
      [receipt.input.lists.map(({ referralId }) => referralId)],
    );
    const list = rows.find((row) => row.id === rest.referralId);
    return {
      ...rest,
      receipt: shownReceipt(
        receipt,
        ruleSet?.set,
        scopeOnChild(scope, rest.childId),
        new Set(rows.map((row) => row.id)),
        list !== undefined && treatsOn(scope, list),
      ),
    };
  }
}

function looked(action: string, { id, referralId, childId }: DecisionShown): TrailEntry {
  return { act: 'view', action, subjectKind: 'decision', subjectId: id, childId, detail: { referralId } };
}
