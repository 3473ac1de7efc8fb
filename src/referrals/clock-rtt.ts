import type { ClockEvent, ClockEventKind } from './clock-event.js';

/** The code of a death. */
export const STATUS_DIED = '36';

/**
 * What an RTT period status says of the clock (RTT25 Annex D). `running`: activity of a clock that runs; `no_clock`: none
 * runs, since when is not said. 21, a transfer, never stops it; 33 does not say whether the appointment was clearly
 * communicated, so by itself it nullifies nothing.
 */
export type RttMeaning = ClockEventKind | 'running' | 'separate_condition' | 'no_clock' | 'not_known';

const MEANS: Readonly<Record<string, RttMeaning>> = {
  '10': 'running',
  '11': 'decided_to_treat',
  '12': 'separate_condition',
  '20': 'running',
  '21': 'running',
  '30': 'treated',
  '31': 'monitoring_began',
  '32': 'monitoring_began',
  '33': 'first_missed',
  '34': 'not_to_treat',
  '35': 'declined',
  '36': 'died',
  '90': 'no_clock',
  '91': 'no_clock',
  '92': 'no_clock',
  '98': 'no_clock',
  '99': 'not_known',
};

/** What an event means for a clock under RTT rules; a code that nobody knows is one whose clock is not known. */
export function rttMeaning({ kind, detail }: ClockEvent): RttMeaning {
  if (kind !== 'rtt') return kind;
  return Object.hasOwn(MEANS, detail.code ?? '') ? (MEANS[detail.code ?? ''] ?? 'not_known') : 'not_known';
}

const GOES_ON = ['11', '12', '36', '90', '91', '92', '98', '99'];
const MONITORED = ['30', '31', '32', '34', '35', ...GOES_ON];

/**
 * Which statuses may come after one that stops a clock, and leave the stop standing (nhs-standards §1.4, §2). Any other
 * status says that the stop was reported in error: a clock starts anew by 11 or 12 alone, and nothing comes after a death.
 * Any doubt leaves the clock running; who knows better records the monitoring and the decision to treat. A status that
 * is not here may be followed by any.
 */
export const rttSequels: Readonly<Record<string, readonly string[]>> = {
  '30': GOES_ON,
  '31': MONITORED,
  '32': MONITORED,
  '34': GOES_ON,
  '35': GOES_ON,
  '36': [],
  '90': GOES_ON,
  '91': MONITORED,
  '92': ['10', ...GOES_ON],
  '98': GOES_ON,
};
