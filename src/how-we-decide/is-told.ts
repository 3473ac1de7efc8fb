import { factDefinition } from '../facts/vocabulary.js';
import type { MustKnow } from '../rule-sets/rule-set.js';

/**
 * Whether a question is named to families. What anybody but a parent is asked about a child's safety or mind is not: the
 * page is open to all, so it would tell whoever is the danger what the child is asked, or what others look for.
 */
export function isTold({ fact, askOf, safety }: MustKnow): boolean {
  if (askOf === 'parent') return true;
  const domain = factDefinition(fact)?.domain;
  return safety !== true && domain !== 'safety' && domain !== 'mental_health';
}
