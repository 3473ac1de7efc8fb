import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import type { Visit } from '../../kernel/viewer.js';
import { inOnePacket } from '../database/in-one-packet.js';
import { preparedOn, type Question } from '../database/prepared.js';
import { beginAsViewer } from './scope-settings.js';

interface Together {
  questions: Question[];
  answers: Promise<unknown[][]>;
}

/**
 * Counts within the viewer's scope: the rows of each question, as row-level security lets them be counted. Nobody is
 * shown, so no line of the trail is written: a question answers how many, never who (test/architecture.spec.ts).
 *
 * What the parts of one page ask within one turn of the event loop travels to the database together: one connection,
 * one transaction, one trip.
 */
@Injectable()
export class Counting {
  private readonly together = new WeakMap<Visit, Together>();

  constructor(private readonly dataSource: DataSource) {}

  async counts(visit: Visit, questions: readonly Question[]): Promise<unknown[][]> {
    const together = this.together.get(visit) ?? this.begin(visit);
    const first = together.questions.length;
    together.questions.push(...questions);
    try {
      return (await together.answers).slice(first, first + questions.length);
    } catch (error) {
      if (together.questions.length === questions.length) throw error;
      return this.ask(visit, questions); // it may have been somebody else's that failed all of them
    }
  }

  private begin(visit: Visit): Together {
    const questions: Question[] = [];
    const answers = nextTurn().then(async () => {
      this.together.delete(visit);
      return this.ask(visit, questions);
    });
    const together = { questions, answers };
    this.together.set(visit, together);
    return together;
  }

  private async ask(visit: Visit, questions: readonly Question[]): Promise<unknown[][]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      const send = inOnePacket(client);
      const begun = client.query(beginAsViewer(visit.scope));
      const answers = questions.map(({ text, values }) => preparedOn(client, text, values));
      const committed = client.query('COMMIT');
      send();
      const [found] = await Promise.all([Promise.all(answers), begun, committed]);
      return found;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
