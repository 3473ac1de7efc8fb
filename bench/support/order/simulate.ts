import { addDays, plainDate } from '../../../src/kernel/plain-date.js';
import type { RuleSet } from '../../../src/rule-sets/rule-set.js';
import { isKept, nextSeen } from '../../../src/waiting-list/next-seen.js';
import type { Place } from '../../../src/waiting-list/order.js';
import { dayStart } from '../../../src/waiting-list/share.js';
import { slotsADay, slotsOn, type Clinic } from './clinic.js';
import { poisson, randomFrom } from './random.js';

/** One way to order the list: the policy as a rule set holds it, over safe waits by rank of band. */
export interface Ordering {
  /** Most urgent first. */
  bands: readonly { id: string; safeWaitDays: number }[];
  policy: RuleSet['orderPolicy'];
}

export interface Scenario {
  clinic: Clinic;
  days: number;
  /** Children already waiting on day 0, who came evenly over the time this many take to be seen. */
  backlog: number;
  /** Share of children in each band, most urgent first; together 1. Nobody changes band, and nobody leaves unseen. */
  mix: readonly number[];
}

export interface Waited {
  id: string;
  band: string;
  /** Day on which the child came onto the list; below 0 for the backlog. */
  came: number;
  /** Day of the clinic. */
  seen: number;
}

export interface Simulated {
  seen: readonly Waited[];
  /** Still without a date at the end, by id. */
  waiting: readonly string[];
  came: number;
  slots: number;
}

const START = plainDate('2024-01-01');

interface Child extends Place {
  band: string;
  came: number;
}

/**
 * A list over some years in the service's own order: each clinic's slots go, some days before, to whoever stands first
 * that day. Pure; the same scenario and seed bring the same children on the same days whatever the order.
 */
export function simulate(scenario: Scenario, ordering: Ordering, seed: number): Simulated {
  const { clinic, days } = scenario;
  const arrivals = arrivalsOf(scenario, seed);
  // Within a band the order never changes as days pass: one line each, whoever has waited longest at its head.
  const lines: Child[][] = ordering.bands.map(() => []);
  const seen: Waited[] = [];
  let [slot, next] = [0, 0];
  const give = (told: number, clinicDay: number): void => {
    for (let left = slotsOn(clinicDay, clinic); left > 0; left--, slot++) {
      const heads = lines.flatMap((line) => line[0] ?? []);
      const kept = isKept(slot, ordering.policy.keptSlotsPercent);
      const child = nextSeen(addDays(START, told), heads, kept);
      if (!child) continue;
      lines[child.bandRank]?.shift();
      seen.push({ id: child.referralId, band: child.band, came: child.came, seen: clinicDay });
    }
  };
  const join = (before: number): void => {
    for (let one = arrivals[next]; one && one.came < before; one = arrivals[++next])
      lines[one.rank]?.push(childOf(one, next, ordering));
  };
  join(0);
  // The first clinics were filled before the story begins.
  for (let clinicDay = 0; clinicDay < clinic.noticeDays; clinicDay++) give(0, clinicDay);
  for (let day = 0; day < days; day++) {
    // A day's slots are given in the evening, to whoever came by then.
    join(day + 1);
    give(day, day + clinic.noticeDays);
  }
  return {
    seen,
    waiting: lines.flat().map((child) => child.referralId),
    came: arrivals.length,
    slots: slot,
  };
}

interface Arrival {
  came: number;
  rank: number;
}

function arrivalsOf({ clinic, days, backlog, mix }: Scenario, seed: number): Arrival[] {
  const random = randomFrom(seed);
  const perDay = slotsADay(clinic);
  const arrivals: Arrival[] = [];
  for (let nth = 0; nth < backlog; nth++)
    arrivals.push({ came: -Math.ceil((backlog - nth) / perDay), rank: rankAt(random(), mix) });
  for (let day = 0; day < days; day++)
    for (let more = poisson(perDay, random); more > 0; more--)
      arrivals.push({ came: day, rank: rankAt(random(), mix) });
  return arrivals;
}

function rankAt(drawn: number, mix: readonly number[]): number {
  let upTo = 0;
  const rank = mix.findIndex((share) => drawn < (upTo += share));
  return rank < 0 ? mix.length - 1 : rank;
}

function childOf({ came, rank }: Arrival, nth: number, { bands, policy }: Ordering): Child {
  const band = bands[rank];
  if (!band) throw new RangeError(`no band of rank ${rank}`);
  const waitingSince = addDays(START, came);
  const point = policy.protectedBands.find((entry) => entry.band === band.id);
  return {
    referralId: String(nth).padStart(6, '0'),
    actToday: false,
    band: band.id,
    bandRank: rank,
    safeWaitDays: band.safeWaitDays,
    countedFrom: dayStart(waitingSince),
    waitingSince,
    protectedFromShare: point?.fromSharePercent ?? null,
    came,
  };
}
