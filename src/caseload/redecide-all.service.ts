import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { Trail } from '../platform/audit/trail.js';
import { againIfBlocked } from '../platform/database/again-if-blocked.js';
import { ReferralRepository } from '../referrals/referral.repository.js';
import { serviceLineIds } from '../referrals/service-line.js';
import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import type { RunningRun, RunPart } from '../triage/decision-run.js';
import { DecisionRunRepository } from '../triage/decision-run.repository.js';
import { ENGINE_VERSION } from '../triage/engine-version.js';
import { BEFORE_ALL } from './caseload.repository.js';
import { RedecideRepository, type Sought } from './redecide.repository.js';
import { type Teller, tellerFor } from './redecide-told.js';

/** What a run under one version came to; referrals each. */
export interface RedecidedAll {
  runId: string;
  /** id@version. */
  ruleSet: string;
  looked: number;
  /** Confirmed: the decision that stands is what these rules would decide. */
  same: number;
  /** Due: these rules might decide otherwise. */
  changed: number;
  /** Due: too little is kept of what their decision saw. */
  unread: number;
  /** Told to stop before the end; the next run goes on there. */
  interrupted: boolean;
}

export interface RedecideWatched {
  signal?: AbortSignal;
  /** Referrals looked at, and about how many there are. */
  onProgress?: (done: number, total: number) => void;
  /** Looked at in one transaction; 5,000 where not said. */
  childrenAPart?: number;
}

interface Target {
  ruleSet: LoadedRuleSet;
  sought: Sought;
}

const CHILDREN_A_PART = 5_000;
const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const [LOOK_AGAIN_MS, PATIENCE_MS] = [20, 60_000];

/**
 * When other rules come into force: looks at every decision that earlier ones made, from what was kept of what it saw,
 * confirms those that the new rules leave as they are and marks the others due. In parts of one short transaction each;
 * killed at any moment, the next run goes on behind the last part. Writes about nobody whom the rules do not concern.
 */
@Injectable()
export class RedecideAll {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly ruleSets: RuleSetRegistry,
    private readonly decisions: RedecideRepository,
    private readonly runs: DecisionRunRepository,
    private readonly referrals: ReferralRepository,
    private readonly trail: Trail,
  ) {}

  /** One run for each version in force by which decisions of others stand; none: nothing to do. */
  async run(actor: Actor, watched: RedecideWatched = {}): Promise<RedecidedAll[]> {
    const today = this.clock.today();
    const ended: RedecidedAll[] = [];
    for (const target of await this.targets(today)) {
      if (watched.signal?.aborted) break;
      if (await this.decisions.isAnyLeft(target.sought))
        ended.push(await this.under(actor, target, today, watched));
    }
    return ended;
  }

  /** The versions in force on the day, each with its lists. */
  private async targets(on: PlainDate): Promise<Target[]> {
    const targets = new Map<string, Target>();
    for (const service of serviceLineIds) {
      const { ruleSet } = this.ruleSets.inForce(service, on);
      const lookedThrough = await this.decisions.lookedThrough(ruleSet.hash, service);
      const key = `${ruleSet.hash} ${lookedThrough}`;
      const services = [...(targets.get(key)?.sought.services ?? []), service];
      targets.set(key, { ruleSet, sought: { hash: ruleSet.hash, services, lookedThrough } });
    }
    return [...targets.values()];
  }

  private async under(
    actor: Actor,
    { ruleSet, sought }: Target,
    today: PlainDate,
    { signal, onProgress, childrenAPart = CHILDREN_A_PART }: RedecideWatched,
  ): Promise<RedecidedAll> {
    const run =
      (await this.runs.unfinished(sought.hash, sought.services, ENGINE_VERSION)) ??
      (await this.begin(actor, ruleSet, sought, today));
    const before = this.ruleSets.all().filter(({ hash }) => run.fromRules.includes(hash));
    const teller = tellerFor(ruleSet, before, sought.services, today);
    const total = await this.decisions.countPlaces(sought.services);
    let { looked } = await this.runs.sum(run.id);
    let [number, after] = [run.parts, run.after ?? BEFORE_ALL];
    while (!signal?.aborted) {
      onProgress?.(looked, Math.max(total, looked));
      const to = await this.decisions.endOfStretch(after, childrenAPart);
      if (to === null) break;
      number++;
      looked += await this.part(run.id, { sought, teller, today, number, after, to });
      after = to;
    }
    const interrupted = signal?.aborted === true;
    if (!interrupted) await this.end(run, number + 1);
    const sum = await this.runs.sum(run.id);
    const { id, version } = ruleSet.set;
    const result = { runId: run.id, ruleSet: `${id}@${version}`, ...sum, interrupted };
    await this.dataSource.transaction((tx) =>
      this.trail.record(tx, actor, [
        {
          action: 'caseload.looked_over',
          subjectKind: 'decision_run',
          subjectId: run.id,
          detail: { ...result },
        },
      ]),
    );
    return result;
  }

  /** Speaks of every decision made until now: of those being added at this moment too, which are waited for. */
  private async begin(
    actor: Actor,
    { set, hash }: LoadedRuleSet,
    { services }: Sought,
    on: PlainDate,
  ): Promise<RunningRun> {
    const { through, adding } = await this.runs.lastDecision();
    for (let waited = 0; adding.length > 0; waited += LOOK_AGAIN_MS) {
      const still = await this.runs.addingNow();
      if (!adding.some((transaction) => still.includes(transaction))) break;
      if (waited > PATIENCE_MS)
        throw new Error('somebody has been adding decisions for over a minute: no run over them was begun');
      await setTimeout(LOOK_AGAIN_MS);
    }
    const fromRules = (await this.decisions.versions()).filter((other) => other !== hash);
    const { id, version } = set;
    const at = this.clock.now();
    const run = {
      at,
      by: actor.name,
      on,
      engine: ENGINE_VERSION,
      id,
      version,
      hash,
      services,
      fromRules,
      through,
    };
    const runId = await this.dataSource.transaction((tx) => this.runs.begin(tx, run));
    return { id: runId, through, fromRules, parts: 0, after: null };
  }

  /** A stretch of children: what it came to is kept with the marks it makes, or neither is. Answers how many it looked at. */
  private async part(
    runId: string,
    stretch: {
      sought: Sought;
      teller: Teller;
      today: PlainDate;
      number: number;
      after: string;
      to: string;
    },
  ): Promise<number> {
    const { sought, teller, today, number, after, to } = stretch;
    return againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        const part = { looked: 0, same: 0, changed: 0, unread: 0 };
        const due = new Set<string>();
        let digest = 0n;
        const asked = { on: today, reads: teller.reads, readsDates: teller.readsDates };
        for (const alike of await this.decisions.alike(tx, sought, asked, after, to)) {
          const { readable, seen, referrals } = alike;
          const concerns = readable && seen ? teller.concerns({ ...alike, seen }) : undefined;
          part.looked += referrals;
          part[concerns === undefined ? 'unread' : concerns ? 'changed' : 'same'] += referrals;
          if (concerns === false) digest ^= BigInt(alike.digest);
          else for (const childId of alike.children.split(',')) due.add(childId);
        }
        const leftOver = await this.referrals.markDueUnlessHeld(tx, [...due].sort());
        const kept: RunPart = { ...part, number, last: false, toChild: to, leftOver, digest: String(digest) };
        await this.runs.addPart(tx, runId, kept, this.clock.now());
        return part.looked;
      }),
    );
  }

  /** Children whom a part left to others are marked due, however long that takes, before the run speaks for all. */
  private async end(run: RunningRun, number: number): Promise<void> {
    await againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        await this.referrals.markDue(tx, (await this.runs.leftOver(tx, run.id)).sort());
        const nothing = { looked: 0, same: 0, changed: 0, unread: 0, leftOver: [], digest: '0' };
        const last: RunPart = { ...nothing, number, last: true, toChild: AFTER_ALL };
        await this.runs.addPart(tx, run.id, last, this.clock.now());
      }),
    );
  }
}
