import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf } from '../../kernel/actor.js';
import type { Visit } from '../../kernel/viewer.js';
import { Trail, type TrailEntry } from '../audit/trail.js';
import { beginAsViewer } from './scope-settings.js';

/** What was read, and the lines of the trail that say so. None: nothing of any child was shown. */
export interface Looked<T> {
  answer: T;
  looked: readonly TrailEntry[];
}

type Read<T> = (tx: EntityManager) => Promise<Looked<T>>;

/**
 * Reading for a viewer: the database itself holds the viewer's scope, and the trail's lines about what was shown are
 * committed before anything is answered. A slow or full database makes the request wait or fail; it never makes an
 * unrecorded look.
 */
@Injectable()
export class Looking {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  /** Reads within the viewer's scope, in one transaction with the trail's lines. */
  async at<T>(visit: Visit, read: Read<T>): Promise<T> {
    return this.within(beginAsViewer(visit.scope), async (tx) => {
      const { answer, looked } = await read(tx);
      await this.trail.record(tx, actorOf(visit), looked);
      return answer;
    });
  }

  /**
   * The same where several reads must be of one moment. A transaction that sees one moment cannot see the end of the
   * trail's chain, so the lines follow in one of their own, still before anything is answered.
   */
  async atOneMoment<T>(visit: Visit, read: Read<T>): Promise<T> {
    const snapshot = beginAsViewer(visit.scope, 'ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { answer, looked } = await this.within(snapshot, read);
    if (looked.length > 0) await this.within('BEGIN', (tx) => this.trail.record(tx, actorOf(visit), looked));
    return answer;
  }

  /**
   * Reads what row-level security has no scope for (the trail itself, the register of agreements, counts of everybody),
   * where the route's policy alone says who may. With the trail's lines like every look.
   */
  async beyondScope<T>(visit: Visit, read: Read<T>): Promise<T> {
    return this.within('BEGIN', async (tx) => {
      const { answer, looked } = await read(tx);
      await this.trail.record(tx, actorOf(visit), looked);
      return answer;
    });
  }

  private async within<T>(begin: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.query(begin);
      const done = await work(runner.manager);
      await runner.query('COMMIT');
      return done;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
