import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ChildRepository } from '../children/child.repository.js';
import type { LinkedRow, Linking, MayJoin } from '../children/identity.js';
import { FactRepository, type NewFact } from '../facts/fact.repository.js';
import type { Actor } from '../kernel/actor.js';
import { Trail } from '../platform/audit/trail.js';
import { type Arrival, contentHash } from './arrival.js';
import { tellReported } from './clock-event.repository.js';
import { FindingRepository, type ReportedFinding } from './finding.repository.js';
import { type Priority, priorityOf } from './provider-priority.js';
import type { ReceivedAs } from './referral.js';
import { ReferralRepository } from './referral.repository.js';
import { ReferralSourceRepository } from './referral-source.repository.js';
import { SourceRegistry } from './sources/source.registry.js';
import { replaces, statedFacts } from './stated-facts.js';

/** Where arrivals come from: a census that was read from a file, or one entry sent by itself. */
export type ArrivalFrom =
  | { census: true; importFileId: string }
  /**
   * `mayJoin`: whom a new entry may join at once; left out: whoever has its number and birth date. `alsoFound`: what is
   * wrong with an entry now that it is this child’s, beside what it says itself.
   */
  | { census: false; mayJoin?: MayJoin; alsoFound?: (childId: string) => readonly string[] };

export interface ArrivalOutcome {
  referralId: string;
  childId: string;
  as: ReceivedAs;
  /** Identity first, then the rest. */
  findings: readonly string[];
}

/** What a room to the right does when an entry sent by itself has arrived, in the same transaction. */
export type AfterArrival = (tx: EntityManager, actor: Actor) => Promise<unknown>;

/**
 * The one way an entry reaches its list, alone or by the hundred thousand: child linked, record kept, referral opened or
 * updated, findings brought up to date, the columns' facts recorded, everything touched marked due, and a line of the
 * trail for each, all in the caller's transaction. At most one arrival a referral in one call; any order.
 */
@Injectable()
export class Arrivals {
  private readonly after: AfterArrival[] = [];

  constructor(
    private readonly children: ChildRepository,
    private readonly facts: FactRepository,
    private readonly referrals: ReferralRepository,
    private readonly sources: ReferralSourceRepository,
    private readonly findings: FindingRepository,
    private readonly trail: Trail,
    private readonly mappings: SourceRegistry,
  ) {}

  /** Runs after every entry sent by itself; whoever reads a census does the same once, at its end. */
  afterSingle(task: AfterArrival): void {
    this.after.push(task);
  }

  async receive(
    tx: EntityManager,
    actor: Actor,
    arrivals: readonly Arrival[],
    from: ArrivalFrom,
  ): Promise<ArrivalOutcome[]> {
    if (arrivals.length === 0) return [];
    const linking = await this.children.link(
      tx,
      arrivals.map((arrival) => arrival.child),
      from.census ? undefined : from.mayJoin,
    );
    const rows = arrivals.map((arrival, index) => {
      const link = linking.rows[index];
      if (!link) throw new Error('an arrival was not linked');
      return { arrival, link };
    });
    await this.children.hold(
      tx,
      linking.rows.flatMap((row) => (row.movedFrom === null ? [row.childId] : [row.childId, row.movedFrom])),
    );
    const firstCensus = await this.noteSources(tx, arrivals, from);
    const received = await this.referrals.receive(
      tx,
      rows.map(({ arrival, link }) => ({
        referral: arrival.referral,
        childId: link.childId,
        contentHash: contentHash(arrival),
        fromFirstCensus: firstCensus(arrival),
      })),
      from.census ? from.importFileId : null,
    );
    const live = rows.filter(({ link }) => !link.stale);
    // Another child's name and contacts never replace what is known: the finding waits for a person.
    const kept = live.filter(({ link }) => link.finding !== 'identity_changed');
    await this.children.keepRecords(
      tx,
      kept.map(({ arrival, link }) => ({ ...arrival.child, childId: link.childId })),
    );
    await tellReported(
      tx,
      live.map(({ link }) => link.referralId),
      from.census ? from.importFileId : null,
    );
    await this.joinChildren(tx, actor, linking.rows);
    await this.trail.record(
      tx,
      actor,
      linking.verified.map(({ id }) => ({
        action: 'child.verified',
        subjectKind: 'child',
        subjectId: id,
        childId: id,
      })),
    );
    const touched = [...new Set(live.map(({ link }) => link.childId))];
    await this.recordStatedFacts(tx, actor, kept, from.census ? from.importFileId : null);
    await this.children.refresh(tx, withMoreThanOneRow(linking, touched));
    await this.referrals.markDue(tx, touched);

    const outcomes = rows.map(({ arrival, link }, index): ArrivalOutcome => {
      const { as, startLater } = received[index] ?? { as: 'stale', startLater: false };
      return {
        referralId: link.referralId,
        childId: link.childId,
        as,
        findings: [
          ...(link.finding ? [link.finding] : []),
          ...(from.census ? [] : (from.alsoFound?.(link.childId) ?? [])),
          ...arrival.findings,
          ...priorityOf(arrival.referral, this.agreed(arrival)).findings,
          ...(startLater && as !== 'stale' ? ['waiting_start_later'] : []),
        ],
      };
    });
    await this.noteFindings(tx, actor, live, outcomes);
    await this.trail.record(
      tx,
      actor,
      outcomes.map((outcome, index) => ({
        action: `referral.${outcome.as}`,
        subjectKind: 'referral',
        subjectId: outcome.referralId,
        childId: outcome.childId,
        detail: {
          service: rows[index]?.arrival.referral.service,
          ...(from.census ? { importFile: from.importFileId } : {}),
          ...(outcome.findings.length > 0 ? { findings: outcome.findings } : {}),
        },
      })),
    );
    if (!from.census) for (const task of this.after) await task(tx, actor);
    return outcomes;
  }

  /** What the priority codes of an entry's source mean; null: nobody has agreed it. */
  private agreed({ referral }: Arrival): ReadonlyMap<string, Priority> | null {
    return this.mappings.find(referral.provider, referral.sourceSystem)?.priority ?? null;
  }

  /** Answers which arrivals were on their list before this service had read it. */
  private async noteSources(
    tx: EntityManager,
    arrivals: readonly Arrival[],
    from: ArrivalFrom,
  ): Promise<(arrival: Arrival) => boolean> {
    const censuses = arrivals.map(({ referral }) => ({
      provider: referral.provider,
      service: referral.service,
      on: referral.reportedOn,
    }));
    if (!from.census) {
      await this.sources.noteEntry(tx, censuses);
      return () => false;
    }
    const first = new Map(
      (await this.sources.noteCensus(tx, censuses)).map((source) => [
        `${source.provider} ${source.service}`,
        source.firstCensusOn,
      ]),
    );
    return ({ referral }) => {
      const firstOn = first.get(`${referral.provider} ${referral.service}`) ?? null;
      return firstOn !== null && referral.reportedOn <= firstOn;
    };
  }

  /** A number verified since, that another child carries already: the two are one, and what was said of both stays. */
  private async joinChildren(tx: EntityManager, actor: Actor, links: readonly LinkedRow[]): Promise<void> {
    for (const { movedFrom, childId, referralId } of links) {
      if (movedFrom === null) continue;
      await this.facts.moveToChild(tx, actor, movedFrom, childId);
      await this.trail.record(tx, actor, [
        {
          action: 'child.joined',
          subjectKind: 'child',
          subjectId: movedFrom,
          childId,
          detail: { referral: referralId },
        },
      ]);
    }
  }

  private async recordStatedFacts(
    tx: EntityManager,
    actor: Actor,
    rows: readonly { arrival: Arrival; link: LinkedRow }[],
    importFileId: string | null,
  ): Promise<void> {
    const priorities = await this.facts.latestAboutReferrals(
      tx,
      rows.map(({ link }) => link.referralId),
      'provider_priority',
      'clinician',
    );
    const facts: NewFact[] = [];
    for (const { arrival, link } of rows)
      for (const { subject, code, value, source, organisation, recordedOn } of statedFacts(
        arrival,
        this.agreed(arrival),
      )) {
        const before = code === 'provider_priority' ? priorities.get(link.referralId) : undefined;
        // Said again: nothing new. Changed: new on the day of the census that says so.
        if (before === value) continue;
        facts.push({
          childId: link.childId,
          referralId: subject === 'referral' ? link.referralId : null,
          code,
          value,
          source,
          organisation,
          recordedOn: before === undefined ? recordedOn : arrival.referral.reportedOn,
          importFileId,
        });
      }
    await this.restate(tx, actor, facts);
  }

  /** Records facts; where the same source said something less concerning that same day, that is withdrawn. */
  private async restate(tx: EntityManager, actor: Actor, facts: readonly NewFact[]): Promise<void> {
    const recorded = await this.facts.record(tx, facts);
    const anew = facts.flatMap((fact, index) => {
      const stands = recorded[index];
      return stands?.is === 'conflicting' && replaces(fact.code, fact.value, stands.value)
        ? [{ fact, stands: stands.id }]
        : [];
    });
    if (anew.length === 0) return;
    await this.facts.withdraw(
      tx,
      actor,
      [...new Set(anew.map((row) => row.stands))],
      'the same provider reported otherwise for the same day',
    );
    await this.facts.record(
      tx,
      anew.map((row) => row.fact),
    );
  }

  private async noteFindings(
    tx: EntityManager,
    actor: Actor,
    live: readonly { arrival: Arrival; link: LinkedRow }[],
    outcomes: readonly ArrivalOutcome[],
  ): Promise<void> {
    const reported = new Map(live.map(({ arrival, link }) => [link.referralId, arrival]));
    const findings = outcomes
      .filter((outcome) => reported.has(outcome.referralId))
      .flatMap((outcome) =>
        outcome.findings.map((code): ReportedFinding => {
          const child = reported.get(outcome.referralId)?.child;
          const said = code === 'identity_changed' || code === 'birth_date_conflict';
          return {
            referralId: outcome.referralId,
            code,
            detail: said ? { nhsNumber: child?.nhsNumber, birthDate: child?.birthDate } : {},
          };
        }),
      );
    await this.findings.reconcile(tx, actor, [...reported.keys()], findings);
  }
}

/** A child that was opened now, for one row alone, is shown as that row says already. */
function withMoreThanOneRow(linking: Linking, touched: readonly string[]): string[] {
  const opened = new Set(linking.opened.map((child) => child.id));
  const rows = new Map<string, number>();
  for (const { childId } of linking.rows) rows.set(childId, (rows.get(childId) ?? 0) + 1);
  return touched.filter((id) => !opened.has(id) || rows.get(id) !== 1);
}
