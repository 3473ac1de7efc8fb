import type { ServiceLineId } from '../referrals/service-line.js';

/** What of the queue is asked for; a field left out asks for all. */
export interface QueueFilter {
  service?: ServiceLineId;
  band?: string;
  locality?: string;
  /** Beginnings of words of a name, an NHS number or a service request identifier (search-words.ts). */
  words?: readonly string[];
}
