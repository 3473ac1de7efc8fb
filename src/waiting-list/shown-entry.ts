import { REASON_NOT_SHOWN, reasonShown } from '../facts/reason-shown.js';
import type { Scope } from '../kernel/viewer.js';
import type { QueueEntry } from './queue-entry.js';

/**
 * The entry as a reader may see it. Band and place stay whatever they rest on, because care depends on them; the words
 * that say why are shown only where every fact behind them may be.
 */
export function shownEntry(entry: QueueEntry, scope: Scope): QueueEntry {
  return reasonShown(entry.topReasonFacts, scope) ? entry : { ...entry, topReason: REASON_NOT_SHOWN };
}
