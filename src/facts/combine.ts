import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import type { Fact, FactDefinition, FactState, FactValue } from './fact.js';
import {
  countsBefore,
  isCurrent,
  isOlderThanItsCurrency,
  spanOf,
  spokenBy,
  timelineOf,
  whatCounts,
  type Statement,
  type Timeline,
} from './timeline.js';

/**
 * What is known about one code on one day, from everything said about it (facts of that code, about one child or one
 * referral). Facts recorded after the day, and withdrawn ones, do not count.
 */
export function combine(definition: FactDefinition, facts: readonly Fact[], on: PlainDate): FactState {
  return stateOn(timelineOf(definition, facts), epochDay(on));
}

/** The same from a timeline; `day` in whole days since 1970-01-01. */
export function stateOn(timeline: Timeline, day: number): FactState {
  const { definition } = timeline;
  const span = spanOf(timeline);
  if (span && day >= span.from && day <= span.to) return knownFrom(timeline, span.value, day);
  const spoken: Statement[] = [];
  for (const voice of timeline.voices) {
    const statement = spokenBy(voice, day);
    if (statement) spoken.push(statement);
  }
  const counts = whatCounts(timeline, day);
  if (counts?.value === undefined) return unknownState(spoken);
  const current = spoken
    .filter((statement) => statement.value !== undefined && isCurrent(definition, statement, day))
    .sort((a, b) => countsBefore(definition, a, b));
  return {
    known: true,
    value: counts.value,
    facts: current.map((statement) => statement.fact),
    disagreement: current.some((statement) => statement.value !== counts.value),
    notConfirmedSince:
      counts.concerning && isOlderThanItsCurrency(definition, counts, day) ? counts.fact.recordedOn : null,
  };
}

/** Where one thing was said, and it counts. */
function knownFrom({ definition, voices }: Timeline, value: FactValue, day: number): FactState {
  const only = voices[0]?.statements[0];
  const old = only?.concerning === true && isOlderThanItsCurrency(definition, only, day);
  const facts = only ? [only.fact] : [];
  return {
    known: true,
    value,
    facts,
    disagreement: false,
    notConfirmedSince: old ? only.fact.recordedOn : null,
  };
}

function unknownState(spoken: readonly Statement[]): FactState {
  const stale = spoken.some((statement) => statement.value !== undefined);
  return {
    known: false,
    why: stale ? 'stale' : spoken.length > 0 ? 'recorded_unknown' : 'never_recorded',
    facts: [...spoken].sort((a, b) => b.day - a.day).map((statement) => statement.fact),
  };
}
