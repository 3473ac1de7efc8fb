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
  /** Looked at in one transaction, of 8 kB with some 25 referrals each; 256 where not said. */
  blocksAPart?: number;
}

interface Target {
  ruleSet: LoadedRuleSet;
  sought: Sought;
}

const BLOCKS_A_PART = 256;
const [FOUND_AT_ONCE, MARKED_AT_ONCE] = [50_000, 2_000];
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

  /** Marks due whose place rests on a decision of which nothing is kept (an older release made it). Answers how many. */
  async markWithoutBasis(): Promise<number> {
    for (let marked = 0; ;) {
      const found = (await this.decisions.withoutBasis(FOUND_AT_ONCE)).sort();
      if (found.length === 0) return marked;
      for (let from = 0; from < found.length; from += MARKED_AT_ONCE) {
        const some = found.slice(from, from + MARKED_AT_ONCE);
        await againIfBlocked(() => this.dataSource.transaction((tx) => this.referrals.markDue(tx, some)));
      }
      marked += found.length;
    }
  }

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
      const lookedThrough = await this.decisions.lookedThrough(ruleSet.hash, service, ENGINE_VERSION);
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
    { signal, onProgress, blocksAPart = BLOCKS_A_PART }: RedecideWatched,
  ): Promise<RedecidedAll> {
    const run =
      (await this.runs.unfinished(sought.hash, sought.services, ENGINE_VERSION)) ??
      (await this.begin(actor, ruleSet, sought, today));
    const before = this.ruleSets.all().filter(({ hash }) => run.fromRules.includes(hash));
    const teller = tellerFor(ruleSet, before, sought.services, today);
    const total = await this.decisions.countPlaces(sought.services);
    let { looked } = await this.runs.sum(run.id);
    // What comes behind the last block later is written later, and not spoken of.
    const { blocks } = await this.decisions.blocks();
    let [number, from] = [run.parts, run.fromBlock];
    for (; from < blocks && !signal?.aborted; from += blocksAPart) {
      onProgress?.(looked, Math.max(total, looked));
      number++;
      looked += await this.part(run, { sought, teller, today, number, from, to: from + blocksAPart });
    }
    const interrupted = from < blocks;
    if (!interrupted) await this.end(run, number + 1, from);
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

  /** Speaks of every decision that stands now: of those being made at this moment too, which are waited for. */
  private async begin(
    actor: Actor,
    { set, hash }: LoadedRuleSet,
    { services }: Sought,
    on: PlainDate,
  ): Promise<RunningRun> {
    const { through, liesIn, adding } = await this.runs.kept();
    for (let waited = 0; adding.length > 0; waited += LOOK_AGAIN_MS) {
      const still = await this.runs.addingNow();
      if (!adding.some((transaction) => still.includes(transaction))) break;
      if (waited > PATIENCE_MS)
        throw new Error('somebody has been making decisions for over a minute: no run over them was begun');
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
      liesIn,
    };
    const runId = await this.dataSource.transaction((tx) => this.runs.begin(tx, run));
    return { id: runId, through, liesIn, fromRules, parts: 0, fromBlock: 0 };
  }

  /** A stretch: what it came to is kept with the marks it makes, or neither is. Answers how many it looked at. */
  private async part(
    run: RunningRun,
    stretch: {
      sought: Sought;
      teller: Teller;
      today: PlainDate;
      number: number;
      from: number;
      to: number;
    },
  ): Promise<number> {
    const { sought, teller, today, number, from, to } = stretch;
    return againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        const part = { looked: 0, same: 0, changed: 0, unread: 0 };
        const due = new Set<string>();
        if ((await this.decisions.blocks(tx)).liesIn !== run.liesIn)
          throw new Error('what was kept of decisions has been written anew as a whole: another run begins');
        const asked = { on: today, reads: teller.reads, readsDates: teller.readsDates, from, to };
        for (const alike of await this.decisions.alike(tx, sought, asked)) {
          const { readable, seen, referrals } = alike;
          const concerns = readable && seen ? teller.concerns({ ...alike, seen }) : undefined;
          part.looked += referrals;
          part[concerns === undefined ? 'unread' : concerns ? 'changed' : 'same'] += referrals;
          if (concerns !== false) for (const childId of alike.children.split(',')) due.add(childId);
        }
        const leftOver = await this.referrals.markDueUnlessHeld(tx, [...due].sort());
        const kept: RunPart = { ...part, number, last: false, toBlock: to, leftOver };
        await this.runs.addPart(tx, run.id, kept, this.clock.now());
        return part.looked;
      }),
    );
  }

  /** Children whom a part left to others are marked due, however long that takes, before the run speaks for all. */
  private async end(run: RunningRun, number: number, toBlock: number): Promise<void> {
    await againIfBlocked(() =>
      this.dataSource.transaction(async (tx) => {
        await this.referrals.markDue(tx, (await this.runs.leftOver(tx, run.id)).sort());
        const nothing = { looked: 0, same: 0, changed: 0, unread: 0, leftOver: [] };
        const last: RunPart = { ...nothing, number, last: true, toBlock };
        await this.runs.addPart(tx, run.id, last, this.clock.now());
      }),
    );
  }
}
