/** A service's slots. Days count from 0, a Monday. */
export interface Clinic {
  slotsAWeek: number;
  /** Days of the week with a clinic, 0 Monday to 6 Sunday. */
  days: readonly number[];
  /** Weeks of each year without any, 0 to 51. */
  closedWeeks: readonly number[];
  /** Families are told this many days before: a child who comes onto the list later cannot have the slot. */
  noticeDays: number;
}

/** Slots of a day: the week's shared over its clinic days, none in a closed week. */
export function slotsOn(day: number, clinic: Clinic): number {
  const week = Math.floor(day / 7);
  if (clinic.closedWeeks.includes(week % 52)) return 0;
  const nth = clinic.days.indexOf(day % 7);
  if (nth < 0) return 0;
  const share = (upTo: number): number => Math.floor((upTo * clinic.slotsAWeek) / clinic.days.length);
  return share(nth + 1) - share(nth);
}

/** Slots a day over a whole year, closed weeks included: what demand equal to capacity means. */
export function slotsADay(clinic: Clinic): number {
  return (clinic.slotsAWeek * (52 - clinic.closedWeeks.length)) / 364;
}
