import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf } from '../../kernel/actor.js';
import type { Visit } from '../../kernel/viewer.js';
import { Trail, type TrailEntry } from '../audit/trail.js';
import { inOnePacket } from '../database/in-one-packet.js';
import { preparedOn, type Question } from '../database/prepared.js';
import { asViewer, beginAsViewer } from './scope-settings.js';

/** What was read, and the lines of the trail that say so. None: nothing of any child was shown. */
export interface Looked<T> {
  answer: T;
  looked: readonly TrailEntry[];
}

/** As PostgreSQL says of a connection that it is within a transaction that has not failed. */
const OPEN = 'T';

/** What is asked before the first read, in the order it is sent. */
type Begin = (client: PoolClient) => readonly Promise<unknown>[];
const asked =
  (begin: string): Begin =>
  (client) => [client.query(begin)];

type Read<T> = (tx: EntityManager) => Promise<Looked<T>>;
/** What is made of an answer before it leaves, a page for example. It sends nothing itself. */
type Make<T, Made> = (answer: T) => Made | Promise<Made>;

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
    return this.making(visit, read, (answer) => answer);
  }

  /**
   * The same, and makes something of what was read while the database commits the trail's lines. Nothing that is made
   * leaves before they are committed; where they cannot be, it is thrown away.
   *
   * `find` is asked first in that transaction, as the service, beyond the viewer's scope: where to look, which it keeps
   * in settings of the transaction (`set_config`), so that `read` is sent behind it without waiting. Nothing it answers
   * reaches anybody.
   */
  async making<T, Made>(visit: Visit, read: Read<T>, make: Make<T, Made>, find?: Question): Promise<Made> {
    const begin: Begin = find
      ? (client) => [
          client.query('BEGIN'),
          preparedOn(client, find.text, find.values),
          client.query(asViewer(visit.scope)),
        ]
      : asked(beginAsViewer(visit.scope));
    return this.within(begin, visit, read, make);
  }

  /**
   * As `at`, where several reads must be of one moment. A transaction that sees one moment cannot see the end of the
   * trail's chain, so the lines follow in one of their own, still before anything is answered.
   */
  async atOneMoment<T>(visit: Visit, read: Read<T>): Promise<T> {
    const snapshot = asked(beginAsViewer(visit.scope, 'ISOLATION LEVEL REPEATABLE READ READ ONLY'));
    const whole = async (tx: EntityManager): Promise<Looked<Looked<T>>> => ({
      answer: await read(tx),
      looked: [],
    });
    const { answer, looked } = await this.within(snapshot, visit, whole, (found) => found);
    if (looked.length === 0) return answer;
    return this.beyondScope(visit, async () => Promise.resolve({ answer, looked }));
  }

  /**
   * Reads what row-level security has no scope for (the trail itself, the register of agreements, counts of everybody),
   * where the route's policy alone says who may. With the trail's lines like every look.
   */
  async beyondScope<T>(visit: Visit, read: Read<T>): Promise<T> {
    return this.within(asked('BEGIN'), visit, read, (answer) => answer);
  }

  /**
   * One transaction in three trips to the database and not five: the first read is sent right behind `begin`, and the
   * commit right behind the trail's lines (`pipeline` in data-source.ts). Whatever fails fails all of it.
   */
  private async within<T, Made>(
    begin: Begin,
    visit: Visit,
    read: Read<T>,
    make: Make<T, Made>,
  ): Promise<Made> {
    const runner = this.dataSource.createQueryRunner();
    let made: Promise<Made>;
    try {
      const client = (await runner.connect()) as PoolClient;
      process.nextTick(inOnePacket(client)); // once the first read has been asked
      const begun = awaitedLater(eachInTurn(begin(client)));
      // Where it did not begin, that is what went wrong, and not that nothing can be read in what failed.
      const { answer, looked } = await read(runner.manager).finally(() => begun);
      if (client.getTransactionStatus() !== OPEN)
        throw new Error('a look ended its own transaction, and with it the viewer’s scope');
      const actor = actorOf(visit);
      const sendLines = inOnePacket(client);
      const kept = awaitedLater(this.trail.record(runner.manager, actor, looked));
      await nextTurn(); // the lines have been asked to be kept: now the commit
      const committed = awaitedLater(client.query('COMMIT'));
      sendLines();
      made = awaitedLater(Promise.resolve(answer).then(make));
      await kept; // a commit after lines that were refused is answered as if all were well: this says so
      await committed;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    // The connection is given back before: what is made may wait for another one.
    return made;
  }
}

/** Rejects with the first that failed as they were sent: what follows it fails only because it did. */
async function eachInTurn(sent: readonly Promise<unknown>[]): Promise<void> {
  for (const one of sent.map(awaitedLater)) await one;
}

/** What is awaited further on: failing before that is not yet an error nobody handles. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
