import { dayOfAge, monthsOld, phaseDays, schoolPhase, schoolPhases } from '../facts/derive.js';
import { epochDay, type PlainDate } from '../kernel/plain-date.js';
import { cellsBetween, type Cells } from '../rule-sets/cells.js';

/** Facts that follow from two dates of the child alone, and only grow as days pass. */
export const calendarFacts: ReadonlySet<string> = new Set([
  'age_months',
  'age_years',
  'school_phase',
  'days_waited',
]);

/** The dates they follow from. Days are whole days since 1970-01-01. */
export interface TheirDates {
  birthDate: PlainDate;
  waitingSince: PlainDate;
}

/** Cells of such a fact on every day from one to another, both included. Throws RangeError for another fact. */
export function calendarCells(cells: Cells, dates: TheirDates, from: number, to: number): number {
  const [least, most] = [valueOn(cells, dates, from), valueOn(cells, dates, to)];
  return cells.fact.kind === 'words' ? 2 ** (most + 1) - 2 ** least : cellsBetween(cells, least, most);
}

/** The days on which such a fact enters its second, third, … cell, ascending. */
export function calendarDays(
  { fact: { code }, values }: Cells,
  { birthDate, waitingSince }: TheirDates,
): number[] {
  const thresholds = values.slice(1).map(Number);
  switch (code) {
    case 'age_months':
      return thresholds.map((months) => dayOfAge(birthDate, months));
    case 'age_years':
      return thresholds.map((years) => dayOfAge(birthDate, years * 12));
    case 'days_waited':
      return thresholds.map((days) => epochDay(waitingSince) + days);
    case 'school_phase':
      return [...phaseDays(birthDate)];
    default:
      throw new RangeError(`not a fact that follows from dates alone: ${code}`);
  }
}

/** A count, or the place of a word. */
function valueOn({ fact: { code } }: Cells, { birthDate, waitingSince }: TheirDates, day: number): number {
  switch (code) {
    case 'age_months':
      return monthsOld(birthDate, day);
    case 'age_years':
      return Math.floor(monthsOld(birthDate, day) / 12);
    case 'days_waited':
      return Math.max(0, day - epochDay(waitingSince));
    case 'school_phase':
      return schoolPhases.indexOf(schoolPhase(birthDate, day));
    default:
      throw new RangeError(`not a fact that follows from dates alone: ${code}`);
  }
}
