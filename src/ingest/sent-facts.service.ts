import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import { FactRepository } from '../facts/fact.repository.js';
import type { Actor } from '../kernel/actor.js';
import { Trail } from '../platform/audit/trail.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import type { ImportRules } from '../sharing/may-import.js';
import { SharingRegister } from '../sharing/sharing-register.service.js';
import type { SentFact } from './fact-row.js';
import { subjectOf } from './fact-subject.js';
import { FactSubjectRepository } from './fact-subject.repository.js';
import { NO_SHARING_AGREEMENT } from './held-row.js';

/** `repeated`: the same was already said. `held`: back to quarantine, with the reason. */
export type SentFactOutcome = { is: 'recorded' } | { is: 'repeated' } | { is: 'held'; reason: string };

/** Finds whom sent facts are about and records them; everything a recorded fact may change is marked due. */
@Injectable()
export class SentFacts {
  constructor(
    private readonly subjects: FactSubjectRepository,
    private readonly facts: FactRepository,
    private readonly children: ChildRepository,
    private readonly referrals: ReferralRepository,
    private readonly trail: Trail,
    private readonly sharing: SharingRegister,
  ) {}

  /** What agreements let in today: asked once a file, for all its rows. */
  async importRules(): Promise<ImportRules> {
    return this.sharing.importRules();
  }

  /** What became of each, in the same order. What no agreement lets in is held before anybody looks whom it is about. */
  async record(
    tx: EntityManager,
    actor: Actor,
    sent: readonly { fact: SentFact; importFileId: string }[],
    rules: ImportRules,
  ): Promise<SentFactOutcome[]> {
    if (sent.length === 0) return [];
    const known = await this.subjects.known(
      tx,
      sent.map(({ fact }) => fact).filter((fact) => isLetIn(rules, fact)),
    );
    const found = sent.map(({ fact, importFileId }) => ({
      fact,
      importFileId,
      subject: isLetIn(rules, fact)
        ? subjectOf(fact, known)
        : ({ is: 'held', reason: NO_SHARING_AGREEMENT } as const),
    }));
    const recordable = found.flatMap(({ fact, importFileId, subject }) =>
      subject.is === 'found'
        ? [
            {
              childId: subject.childId,
              referralId: subject.referralId,
              code: fact.code,
              value: fact.value,
              source: fact.source,
              organisation: fact.organisation,
              confidence: fact.confidence,
              recordedOn: fact.recordedOn,
              importFileId,
            },
          ]
        : [],
    );
    await this.children.hold(
      tx,
      recordable.map((fact) => fact.childId),
    );
    const recorded = await this.facts.record(tx, recordable);
    await this.follow(
      tx,
      actor,
      recordable.filter((_, index) => recorded[index]?.is === 'recorded'),
    );
    let next = 0;
    return found.map(({ subject }): SentFactOutcome => {
      if (subject.is === 'held') return subject;
      const outcome = recorded[next++];
      return outcome?.is === 'conflicting'
        ? { is: 'held', reason: 'conflicting_fact' }
        : { is: outcome?.is ?? 'repeated' };
    });
  }

  private async follow(
    tx: EntityManager,
    actor: Actor,
    recorded: readonly { childId: string; code: string; importFileId: string }[],
  ): Promise<void> {
    const perChild = new Map<string, { facts: number; importFile: string }>();
    for (const { childId, importFileId } of recorded)
      perChild.set(childId, { facts: (perChild.get(childId)?.facts ?? 0) + 1, importFile: importFileId });
    const moved = recorded.filter((fact) => fact.code === 'residential_at_distance');
    await this.children.refresh(tx, [...new Set(moved.map((fact) => fact.childId))]);
    await this.referrals.markDue(tx, [...perChild.keys()]);
    await this.trail.record(
      tx,
      actor,
      [...perChild].map(([childId, detail]) => ({
        action: 'facts.recorded',
        subjectKind: 'child',
        subjectId: childId,
        childId,
        detail,
      })),
    );
  }
}

function isLetIn(rules: ImportRules, { organisation, source, code }: SentFact): boolean {
  return rules.may(organisation, source, code);
}
