import { daysBetween, type PlainDate } from '../kernel/plain-date.js';
import { type ClockEvent, type ClockEventKind, countsFrom } from './clock-event.js';
import type { ClockFinding } from './clock-finding.js';
import { rttMeaning } from './clock-rtt.js';
import type { ClockStandard } from './clock-standard.js';

/** One clock: from its start to its stop, with no pause in between (pauses were removed in 2015). */
export interface Clock {
  /** null: not known. */
  from: PlainDate | null;
  /** false: it runs, or ran, from an earlier day that nobody knows; it is reported all the same. */
  startKnown: boolean;
  /** null: it runs. */
  to: PlainDate | null;
  /** What stopped it; `no_clock`: an extract reports that none runs, and not since when. */
  why: ClockEventKind | 'no_clock' | null;
  /** As if it had never run: the first appointment was missed. */
  nullified: boolean;
  /** Whole days; null: the start is not known. */
  days: number | null;
}
type Open = Omit<Clock, 'days'>;

/** Walks through what happened, in order, with at most one clock running at a time. */
export class ClockWalk {
  readonly findings: ClockFinding[] = [];
  /** Nullified, and not offered again yet. */
  waitsForOffer = false;
  /** Active monitoring stopped the clock on that day; null: the child is not monitored. */
  monitoredSince: PlainDate | null = null;
  private readonly clocks: Open[] = [];
  private attended = false;
  private answeredMiss = false;
  private ended = false;

  constructor(
    private readonly standard: ClockStandard,
    private readonly start: PlainDate | null,
    startKnown: boolean,
  ) {
    if (!startKnown) this.findings.push('clock_start_unknown');
    this.clocks.push({ from: start, startKnown, to: null, why: null, nullified: false });
  }

  take(event: ClockEvent): void {
    const day = countsFrom(event);
    if (day === undefined || (event.kind === 'rtt' && !this.standard.readsRttStatus) || this.ended) return;
    const means = rttMeaning(event);
    if (this.start !== null && day < this.start) {
      if (this.hears(means)) this.findings.push('clock_event_before_start');
      return;
    }
    if (means === 'discharged' || means === 'died') this.ended = true;
    if (means === 'first_contact') this.attended = true;
    if (means === 'not_known') this.findings.push('clock_not_known');
    if (means === 'first_missed' || means === 'missed_unclear') this.missed(event, day);
    if (means === 'later_missed') this.answeredMiss = true;
    if (means === 'separate_condition' && this.running) this.findings.push('clock_overlaps');
    if (means === 'no_clock') this.stop(day, 'no_clock');
    if (this.stops(means)) this.stop(day, means);
    if (this.startsAgain(means)) this.begin(day, means !== 'running');
  }

  /** The latest of the firsts, where the standard waits for one of each. */
  stopAtLatest(events: readonly ClockEvent[]): void {
    const { stopsAtLatestOf: all } = this.standard;
    const firsts = all.map((kind) => {
      const days = events.flatMap((event) => (event.kind === kind ? (countsFrom(event) ?? []) : []));
      return days.filter((day) => this.start === null || day >= this.start).sort()[0];
    });
    const latest = firsts.includes(undefined) ? undefined : firsts.toSorted().at(-1);
    const last = this.clocks.at(-1);
    if (latest === undefined || !last || (last.to !== null && last.to <= latest)) return;
    const kind = all[firsts.lastIndexOf(latest)] ?? null;
    Object.assign(last, { to: latest, why: kind });
  }

  clocksOn(on: PlainDate): Clock[] {
    return this.clocks.map((clock) => ({
      ...clock,
      days: clock.from === null ? null : Math.max(0, daysBetween(clock.from, clock.to ?? on)),
    }));
  }

  private get running(): Open | undefined {
    return this.clocks.find(({ to }) => to === null);
  }

  /** Only a first appointment that the family was clearly told of nullifies; any doubt leaves the clock running. */
  private missed({ kind, detail }: ClockEvent, day: PlainDate): void {
    if (!this.standard.nullifiedByFirstMissed || this.attended) return;
    const clear = kind === 'first_missed' ? (detail.clearlyCommunicated ?? null) : null;
    if (clear === null) {
      if (!this.answeredMiss) this.findings.push('missed_first_unclear');
      return;
    }
    this.answeredMiss = true;
    if (!clear || !this.running) return;
    this.stop(day, 'first_missed', true);
    this.waitsForOffer = true;
  }

  private stops(means: string): means is ClockEventKind {
    return (this.standard.stopsAt as readonly string[]).includes(means);
  }

  private startsAgain(means: string): boolean {
    if (this.ended) return false;
    if (means === 'rebooked' || means === 'clinician_offered') return this.waitsForOffer;
    return (
      (this.standard.startsAgainAt as readonly string[]).includes(means) ||
      means === 'separate_condition' ||
      means === 'running'
    );
  }

  private hears(means: string): boolean {
    return (
      this.stops(means) ||
      (this.standard.startsAgainAt as readonly string[]).includes(means) ||
      (means === 'first_missed' && this.standard.nullifiedByFirstMissed)
    );
  }

  private stop(day: PlainDate, why: Clock['why'], nullified = false): void {
    const clock = this.running;
    if (!clock) return;
    Object.assign(clock, { to: day, why, nullified });
    if (why === 'monitoring_began') this.monitoredSince = day;
  }

  /** A clock that is reported to run, without a word of when it started again, runs from then at the latest. */
  private begin(day: PlainDate, startKnown: boolean): void {
    if (this.running) return;
    if (!startKnown) this.findings.push('clock_start_unknown');
    this.clocks.push({ from: day, startKnown, to: null, why: null, nullified: false });
    this.waitsForOffer = false;
    this.answeredMiss = false;
    this.monitoredSince = null;
  }
}
