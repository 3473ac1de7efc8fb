import { epochDay, epochDayMonthsLater, type PlainDate } from '../kernel/plain-date.js';
import type { Fact, FactDefinition } from './fact.js';
import { factDefinition } from './vocabulary.js';
import { factValue } from './check-fact.js';
import { statementOf, type Statement, type Timeline } from './timeline.js';

export const schoolPhases = ['early_years', 'primary', 'secondary', 'post_16'] as const;
export type SchoolPhase = (typeof schoolPhases)[number];

/** The day on which a child completes so many months. */
export function dayOfAge(birthDate: PlainDate, months: number): number {
  return epochDayMonthsLater(birthDate, months);
}

/** Completed months, never below 0. */
export function monthsOld(birthDate: PlainDate, day: number): number {
  // Twelve months of an average year: at most one month out.
  let months = Math.max(0, Math.floor(((day - epochDay(birthDate)) * 12) / 365.2425));
  while (months > 0 && dayOfAge(birthDate, months) > day) months--;
  while (dayOfAge(birthDate, months + 1) <= day) months++;
  return months;
}

/** Birthdays that begin a phase: reception at 4, year 7 at 11, year 12 at 16. */
const PHASE_BEGINS_AFTER = [4, 11, 16] as const;

/**
 * The 1 September on which a child enters primary (reception), secondary (year 7) and post-16 (year 12). English school
 * years run from 1 September to 31 August: who turns 4 by 31 August starts that September, a child born on
 * 1 September a year later.
 */
export function phaseDays(birthDate: PlainDate): readonly number[] {
  const year = Number(birthDate.slice(0, 4)) + (Number(birthDate.slice(5, 7)) >= 9 ? 1 : 0);
  return PHASE_BEGINS_AFTER.map((age) => epochDay(`${year + age}-09-01` as PlainDate));
}

export function schoolPhase(birthDate: PlainDate, day: number): SchoolPhase {
  const begun = phaseDays(birthDate).filter((begins) => begins <= day).length;
  return schoolPhases[begun] ?? 'post_16';
}

/** Persistent absence: a tenth of possible sessions missed; severe: half (prioritisation-tools.md §6a, DfE method). */
export const absenceDefinitions = {
  persistent_absence: absence('persistent_absence', 'persistently absent from school (10 % or more)', 10),
  severe_absence: absence('severe_absence', 'severely absent from school (50 % or more)', 2),
} as const;

/**
 * Absence as a timeline of yes and no, so that it combines and ages like any fact: a yes stands, a no goes stale. Only
 * sessions missed and possible of the same source, organisation and day are compared, in whole numbers.
 */
export function absenceTimeline(
  kind: keyof typeof absenceDefinitions,
  absent: readonly Fact[],
  possible: readonly Fact[],
): Timeline {
  const { definition, times } = absenceDefinitions[kind];
  const voices = new Map<string, Statement[]>();
  for (const missed of absent) {
    const missedSessions = sessions(missed);
    if (missedSessions === undefined) continue;
    for (const could of possible) {
      const possibleSessions = sessions(could);
      if (possibleSessions === undefined || !saidTogether(missed, could)) continue;
      const value = missedSessions * times >= possibleSessions ? 'yes' : 'no';
      const voice = `${missed.source} ${missed.organisation}`;
      const statements = voices.get(voice) ?? [];
      statements.push(statementOf(definition, { ...missed, code: kind, value }));
      voices.set(voice, statements);
    }
  }
  for (const statements of voices.values())
    statements.sort((a, b) => a.day - b.day || a.severity - b.severity);
  return { definition, voices: [...voices.values()].map((statements) => ({ statements })) };
}

function saidTogether(a: Fact, b: Fact): boolean {
  return a.source === b.source && a.organisation === b.organisation && a.recordedOn === b.recordedOn;
}

function sessions(fact: Fact): number | undefined {
  const definition = factDefinition(fact.code);
  if (fact.withdrawnOn !== null || !definition) return undefined;
  const value = factValue(definition, fact.value);
  return typeof value === 'number' ? value : undefined;
}

function absence(
  code: string,
  clinician: string,
  times: number,
): { definition: FactDefinition; times: number } {
  const sessionsAbsent = factDefinition('school_sessions_absent');
  const definition: FactDefinition = {
    code,
    subject: 'child',
    type: 'yes_no',
    concern: 'risk-yes',
    domain: 'education',
    reassuringForDays: sessionsAbsent?.reassuringForDays ?? null,
    meaning: { clinician, family: 'if your child has missed a lot of school' },
  };
  return { definition, times };
}
