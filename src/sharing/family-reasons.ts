import { mayReach, type Told } from './visibility.js';

/** A reason, and every fact it rests on; facts of lists and of age rest on none. */
export interface ReasonWithFacts<R> {
  reason: R;
  restsOn: readonly Told[];
}

/**
 * The reasons a family may be told: those ALL of whose facts may reach them. A reason that rests on several is left out
 * whole where one is hidden, and what is left says nothing of what was left out: no count, no gap, no order of its own.
 */
export function familyReasons<R>(reasons: readonly ReasonWithFacts<R>[]): R[] {
  return reasonsFor('family', reasons);
}

/** The same for a school's copy. */
export function schoolReasons<R>(reasons: readonly ReasonWithFacts<R>[]): R[] {
  return reasonsFor('school', reasons);
}

function reasonsFor<R>(audience: 'family' | 'school', reasons: readonly ReasonWithFacts<R>[]): R[] {
  return reasons
    .filter(({ restsOn }) => restsOn.every((fact) => mayReach(fact, audience)))
    .map(({ reason }) => reason);
}
