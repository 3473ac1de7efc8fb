import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { actorOf } from '../../kernel/actor.js';
import { allows } from '../../kernel/policy.js';
import type { Visit } from '../../kernel/viewer.js';
import { Trail } from '../audit/trail.js';
import { NotSignedIn, Refused } from '../http/problems.js';
import { rememberVisit } from './current-visit.js';
import { Reach } from './reach.js';
import { OPEN, type Required, REQUIRED } from './requires.js';
import { Visits } from './visits.js';

/**
 * The one door to every handler: nobody passes until a policy says yes. In order: is somebody signed in, does the
 * route's policy let them try, what may they see today, and are the rows named in the request among it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly log = new Logger('Access');

  constructor(
    private readonly reflector: Reflector,
    private readonly visits: Visits,
    private readonly reach: Reach,
    private readonly trail: Trail,
    private readonly dataSource: DataSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.get<string | undefined>(OPEN, handler)) return true;
    const required = this.reflector.get<Required | undefined>(REQUIRED, handler);
    if (!required) {
      this.log.error(`${context.getClass().name}.${handler.name} has no policy: refused`);
      throw new Refused('Nobody may do this: it has no policy.');
    }
    const request = context.switchToHttp().getRequest<Request>();
    const visit = await this.visits.of(request);
    if (!visit) throw new NotSignedIn('Sign in first.');
    const { policy, subjects } = required;
    if (!allows(policy, visit.viewer)) {
      await this.recordRefusal(visit, policy.name);
      throw new Refused('Your role does not let you do this.');
    }
    rememberVisit(request, visit);
    const why = await this.reach.check(visit, policy.act, subjects, request);
    if (why !== null) rememberVisit(request, { ...visit, why });
    return true;
  }

  /** What was tried belongs in the trail as much as what was done. */
  private async recordRefusal(visit: Visit, policy: string): Promise<void> {
    await this.dataSource.transaction((tx) =>
      this.trail.record(tx, actorOf(visit), [
        { act: 'view', action: 'access.refused', subjectKind: 'policy', subjectId: policy },
      ]),
    );
  }
}
