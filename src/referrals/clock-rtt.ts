import type { ClockEvent, ClockEventKind } from './clock-event.js';

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
