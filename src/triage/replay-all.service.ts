import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { Trail, type TrailEntry } from '../platform/audit/trail.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { type Checked, checkStored, type StoredRow } from './check-stored.js';
import { StoredRowsRepository, type WhichDecisions } from './stored-rows.repository.js';

/** A stored decision that did not come out the same, or could not be made again here. */
export type Odd = StoredRow & { checked: Exclude<Checked, { is: 'same' }> };

/** What making decisions again came to. */
export interface ReplayedAll {
  /** Looked at; where it was not interrupted, all there were when it began. */
  replayed: number;
  same: number;
  differ: number;
  /** Their rules are not here: not replayed, and not called the same. */
  notHere: number;
  interrupted: boolean;
  /** The last one looked at, to go on after; null: none. */
  lastId: string | null;
}

export interface ReplayAsked extends WhichDecisions {
  after: string | null;
}

export interface ReplayWatched {
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** Gets each page's odd ones after the trail has them. */
  onOdd: (odd: readonly Odd[]) => Promise<void>;
}

/** Makes stored decisions again, each from its receipt alone, a page in memory at a time. Changes nothing but the trail. */
@Injectable()
export class ReplayAll {
  constructor(
    private readonly rows: StoredRowsRepository,
    private readonly ruleSets: RuleSetRegistry,
    private readonly trail: Trail,
    private readonly dataSource: DataSource,
  ) {}

  /** Ends early, at a place to go on from, when told to stop. */
  async run(actor: Actor, asked: ReplayAsked, watched: ReplayWatched): Promise<ReplayedAll> {
    const { total, last } = await this.rows.count(asked, asked.after);
    await this.write(actor, 'decisions.replay_began', { ...asked, decisions: total });
    const came = { replayed: 0, same: 0, differ: 0, notHere: 0 };
    let lastId = asked.after;
    watched.onProgress?.(0, total);
    if (!watched.signal.aborted)
      for await (const page of this.rows.pages(asked, last, asked.after)) {
        const odd: Odd[] = [];
        for (const row of page) {
          const checked = checkStored(row, (id, version) => this.ruleSets.find(id, version));
          came.replayed++;
          if (checked.is === 'same') came.same++;
          else odd.push({ ...row, checked });
        }
        came.differ += odd.filter(({ checked }) => checked.is === 'differs').length;
        came.notHere = came.replayed - came.same - came.differ;
        if (odd.length > 0) {
          await this.write(actor, 'decisions.differences_shown', { decisions: odd.map(({ id }) => id) }, odd);
          await watched.onOdd(odd);
        }
        lastId = page.at(-1)?.id ?? lastId;
        watched.onProgress?.(came.replayed, total);
        // A signal is heard between pages.
        await setImmediate();
        if (watched.signal.aborted) break;
      }
    const interrupted = watched.signal.aborted;
    await this.write(actor, 'decisions.replay_ended', { ...came, interrupted, lastId });
    return { ...came, interrupted, lastId };
  }

  private async write(
    actor: Actor,
    action: string,
    detail: NonNullable<TrailEntry['detail']>,
    about: readonly StoredRow[] = [],
  ): Promise<void> {
    const childIds = [...new Set(about.map(({ childId }) => childId))];
    const entry = {
      act: 'view',
      action,
      subjectKind: 'decision',
      subjectId: 'many',
      childIds,
      detail,
    } as const;
    await this.dataSource.transaction((tx) => this.trail.record(tx, actor, [entry]));
  }
}
