import type { Fault } from '../kernel/outcome.js';

/** Says one fault: where, and what to do. */
export type Report = (at: string, message: string) => void;

export function reportTo(faults: Fault[]): Report {
  return (at, message) => void faults.push({ at, message });
}

export function unique(names: readonly string[], at: string, fault: Report): void {
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  for (const name of new Set(twice)) fault(at, `has ${name} twice: keep one`);
}

/** That a band is one of the set's. */
export function known(
  set: { bands: readonly { id: string }[] },
  band: string,
  at: string,
  fault: Report,
): void {
  if (!set.bands.some((candidate) => candidate.id === band))
    fault(at, `${band} is not a band of the set: use one of ${set.bands.map(({ id }) => id).join(', ')}`);
}
