import { REASON_NOT_SHOWN, reasonShown } from '../facts/reason-shown.js';
import type { Scope } from '../kernel/viewer.js';
import { treatsOn } from '../triage/shown-decision.js';
import type { QueueEntry } from './queue-entry.js';

/**
 * The entry as a reader may see it. Band and place stay whatever they rest on, because care depends on them; the words
 * that say why are shown only where every fact behind them may be. Until when the decision holds tells on which day
 * something was said: that is for the clinicians who treat on that list.
 */
export function shownEntry(entry: QueueEntry, scope: Scope): QueueEntry {
  return {
    ...entry,
    topReason: reasonShown(entry.topReasonFacts, scope) ? entry.topReason : REASON_NOT_SHOWN,
    holdsUntil: treatsOn(scope, entry) ? entry.holdsUntil : null,
  };
}
