import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Visit } from '../../kernel/viewer.js';

const VISIT = Symbol('Visit');

type Visited = Request & { [VISIT]?: Visit };

export function rememberVisit(request: Request, visit: Visit): void {
  (request as Visited)[VISIT] = visit;
}

/** The visit of this request; null where nobody is signed in (an open route). */
export function visitOf(request: Request): Visit | null {
  return (request as Visited)[VISIT] ?? null;
}

/** The visit as a handler's parameter. The guard has refused already whoever has none. */
export const CurrentVisit = createParamDecorator((_data: unknown, context: ExecutionContext): Visit => {
  const visit = visitOf(context.switchToHttp().getRequest<Request>());
  if (visit === null) throw new Error('a route that needs a visit has no policy');
  return visit;
});
