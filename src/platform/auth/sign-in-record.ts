import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, actorOf, systemActor } from '../../kernel/actor.js';
import { emptyScope, type Viewer } from '../../kernel/viewer.js';
import { Trail } from '../audit/trail.js';
import { currentRequest } from '../logging/logger.js';

/** Where a request about signing in came from. */
export interface Origin {
  from: string | null;
  requestId: string | null;
}

export function originOf(request: Request): Origin {
  return { from: request.ip ?? null, requestId: currentRequest.getStore()?.requestId ?? null };
}

export interface SignInEvent {
  action: 'session.begun' | 'session.ended' | 'sign-in.refused' | 'token.refused' | 'account.locked';
  subjectKind: 'session' | 'sign-in' | 'token' | 'account';
  subjectId: string;
  detail?: Readonly<Record<string, unknown>>;
}

/** Everything that happens at the door: a line of the trail in its transaction, and a log line without a name. */
@Injectable()
export class SignInRecord {
  private readonly log = new Logger('SignIn');

  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  /** `who`: the viewer; the id of an account that was not let in; or null where nobody is known. */
  async write(
    tx: EntityManager,
    who: Viewer | { id: string } | null,
    origin: Origin,
    events: readonly SignInEvent[],
  ): Promise<void> {
    await this.trail.record(tx, actor(who, origin), events);
    for (const { action, subjectKind, subjectId, detail } of events)
      this.log.log({ msg: action, [subjectKind]: subjectId, ...detail });
  }

  /** In a transaction of its own: for what changes nothing but what is known. */
  async writeAlone(
    who: Viewer | { id: string } | null,
    origin: Origin,
    events: readonly SignInEvent[],
  ): Promise<void> {
    await this.dataSource.transaction((tx) => this.write(tx, who, origin, events));
  }
}

function actor(who: Viewer | { id: string } | null, origin: Origin): Actor {
  if (who !== null && 'role' in who)
    return actorOf({ viewer: who, scope: emptyScope, sessionId: null, why: null, ...origin });
  return { ...systemActor('signing in'), id: who?.id ?? null, ...origin };
}
