import { serviceLines } from '../referrals/service-line.js';
import type { BandLadder } from './band-ladder.js';
import { grouped } from '../kernel/plain-words.js';
import type { Tally } from './tally.js';

/** Below this a count could be a child somebody knows (NHS Digital's rule for small numbers is of the same kind). */
const SMALLEST_SHOWN = 5;

export interface FiguresView {
  bands: readonly string[];
  rows: readonly { service: string; counts: readonly string[]; total: string }[];
  total: string;
}

/**
 * How many wait, by service and band: numbers for a board, and nobody's name. A count from 1 to 4 is not shown, nor the
 * total of its row, from which it could be worked out.
 */
export function figuresView(tallies: readonly Tally[], ladder: BandLadder): FiguresView {
  const count = (service: string, band: string): number =>
    tallies
      .filter((tally) => tally.service === service && tally.band === band)
      .reduce((sum, { entries }) => sum + entries, 0);
  const rows = serviceLines.map(({ id, title }) => {
    const counts = ladder.rungs.map((rung) => count(id, rung.id));
    const small = counts.some(isSmall);
    const total = counts.reduce((sum, one) => sum + one, 0);
    return {
      service: title,
      counts: counts.map(shown),
      total: small ? 'Not shown' : grouped(total),
      sum: total,
    };
  });
  const anySmall = rows.some(({ total }) => total === 'Not shown');
  return {
    bands: ladder.rungs.map(({ title }) => title),
    rows: rows.map(({ service, counts, total }) => ({ service, counts, total })),
    total: anySmall
      ? `about ${grouped(Math.round(rows.reduce((sum, row) => sum + row.sum, 0) / 10) * 10)}`
      : grouped(rows.reduce((sum, row) => sum + row.sum, 0)),
  };
}

const isSmall = (count: number): boolean => count > 0 && count < SMALLEST_SHOWN;
const shown = (count: number): string => (isSmall(count) ? `Fewer than ${SMALLEST_SHOWN}` : grouped(count));
