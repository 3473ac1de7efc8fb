/** Something about a clock that a person has to find out or to do. */
export type ClockFinding =
  | 'clock_start_unknown'
  | 'clock_not_known'
  | 'clock_overlaps'
  | 'clock_event_before_start'
  | 'missed_first_unclear'
  | 'monitoring_review_due'
  | 'family_delay_needs_review';
