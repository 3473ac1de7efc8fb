import { REASON_NOT_SHOWN, reasonShown } from '../facts/reason-shown.js';
import { type Scope, scopeOnChild } from '../kernel/viewer.js';
import type { Flag, StoredFlag } from './flag.js';

/** In place of the rule that raised a flag: its name says as much as its reason. */
export const RULE_NOT_SHOWN = 'rule-not-shown';

/**
 * The flag as a reader may see it. That a child is flagged, and what people wrote, is for whoever may see the child; a
 * rule's words, its name and its decision only where every fact behind them is shared with the reader.
 */
export function shownFlag<T extends StoredFlag>(
  { reasonFacts, ...flag }: T,
  scope: Scope,
): Omit<T, 'reasonFacts'> & Flag {
  if (flag.source === 'person' || reasonShown(reasonFacts, scopeOnChild(scope, flag.childId))) return flag;
  return { ...flag, reason: REASON_NOT_SHOWN, key: RULE_NOT_SHOWN, decisionId: null };
}
