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

/**
 * Reading as a viewer: one transaction in which the database itself holds the viewer's scope, ended by the trail's
 * lines about what was shown. Nothing is answered unless those lines are committed: a slow or full database makes the
 * request wait or fail, never an unrecorded look.
 */
@Injectable()
export class Looking {
  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  async at<T>(visit: Visit, read: (tx: EntityManager) => Promise<Looked<T>>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.query(beginAsViewer(visit.scope));
      const { answer, looked } = await read(runner.manager);
      await this.trail.record(runner.manager, actorOf(visit), looked);
      await runner.query('COMMIT');
      return answer;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
