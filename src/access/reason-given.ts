import { type Fault, type Outcome, faulty, ok } from '../kernel/outcome.js';
import {
  LONGEST_REASON,
  type OpeningReason,
  openingReasonCodes,
  openingReasons,
  SHORTEST_REASON,
} from './opened-record.js';

/** A reason as it was typed; blank where nothing was. */
export interface TypedReason {
  reasonCode: string;
  reason: string;
}

export interface ReasonGiven {
  reasonCode: OpeningReason;
  /** In their own words, trimmed. */
  reason: string;
}

export function typedReason(words: Readonly<Record<string, unknown>>): TypedReason {
  return { reasonCode: typed(words, 'reasonCode'), reason: typed(words, 'reason') };
}

/** The reason, or what is missing of it. */
export function readReason(given: TypedReason): Outcome<ReasonGiven> {
  const faults: Fault[] = [];
  const reasonCode = openingReasonCodes.find((code) => code === given.reasonCode);
  if (!reasonCode) faults.push({ at: 'reasonCode', message: 'Choose why you need to see this' });
  const reason = given.reason.trim();
  const length = [...reason].length;
  if (length < SHORTEST_REASON)
    faults.push({
      at: 'reason',
      message: `Say why in your own words, with at least ${SHORTEST_REASON} letters`,
    });
  if (length > LONGEST_REASON)
    faults.push({ at: 'reason', message: `Say why in no more than ${LONGEST_REASON} letters` });
  if (reason.includes('\u0000'))
    faults.push({ at: 'reason', message: 'The reason holds a character that cannot be stored' });
  return reasonCode && faults.length === 0 ? ok({ reasonCode, reason }) : faulty(faults);
}

/** As the trail keeps it. */
export function reasonInWords(given: ReasonGiven): string {
  return `${openingReasons[given.reasonCode]}: ${given.reason}`;
}

/** What was typed into a field; blank where it is not one text. */
export function typed(words: Readonly<Record<string, unknown>>, field: string): string {
  const value = words[field];
  return typeof value === 'string' ? value : '';
}
