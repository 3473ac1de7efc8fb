import { SetMetadata } from '@nestjs/common';
import type { Policy } from '../../kernel/policy.js';

export const REQUIRED = Symbol('Required');
export const OPEN = Symbol('Open');

/** A row that must be within the viewer's scope before the handler runs; otherwise the answer is 404, as for nothing. */
export interface Subject {
  /** A table under row-level security, keyed by `id`. */
  table: 'child' | 'referral' | 'fact' | 'decision' | 'flag' | 'task' | 'message';
  /** Where the id stands in the request. */
  in: 'params' | 'body';
  named: string;
}

export interface Required {
  policy: Policy;
  subjects: readonly Subject[];
}

/** The route's policy, and the rows it names. A route with neither this nor `OpenToAll` is refused to everybody. */
export const Requires = (policy: Policy, ...subjects: readonly Subject[]): MethodDecorator =>
  SetMetadata(REQUIRED, { policy, subjects } satisfies Required);

/** For routes that hold no record of anybody: health, signing in, the words about this service. Say why. */
export const OpenToAll = (why: string): MethodDecorator => SetMetadata(OPEN, why);

/** The row that a part of the address names. */
export const inAddress = (table: Subject['table'], named = 'id'): Subject => ({ table, in: 'params', named });

/** The row that a part of the body names. */
export const inBody = (table: Subject['table'], named: string): Subject => ({ table, in: 'body', named });
