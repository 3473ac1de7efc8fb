import type { PlainDate } from '../kernel/plain-date.js';
import { serviceShapes, type ServiceShape } from './caseload-shape.js';
import { factColumns, referralColumns } from '../ingest/header.js';
import { cellsOf, lastSunday } from './extract-row.js';
import { factRows } from './fact-rows.js';
import { historyRows, WEEKS_OF_HISTORY } from './history-rows.js';
import { faultyRows } from './row-faults.js';
import { WaitingPlan, type DemoSettings } from './waiting-plan.js';
import { waitingChild, waitingRow } from './waiting-rows.js';

/** One file as a provider or the council would send it. */
export interface DemoFile {
  name: string;
  kind: 'referrals' | 'facts';
  /** About how many rows it has, for a progress bar. */
  aboutRows: number;
  /** Header first; made while it is read, the same every time it is read. */
  rows(): Iterable<string[]>;
}

/**
 * The synthetic caseload as the files of one census, in the order they must be read: four lists, then facts. A pure
 * function of the seed, the day and the scale; memory does not grow with the scale. The census is the last Sunday, so
 * that the extracts are never more than six days old on that day.
 */
export function demoFiles(asked: { seed: number; today: PlainDate; scale?: number }): readonly DemoFile[] {
  const scale = asked.scale ?? 1;
  if (!Number.isSafeInteger(asked.seed) || asked.seed < 0)
    throw new RangeError('a seed is a whole number from 0 on');
  if (!(scale > 0 && scale <= 60)) throw new RangeError('a scale is more than 0 and at most 60');
  const settings: DemoSettings = { seed: asked.seed, census: lastSunday(asked.today), scale };
  const plan = new WaitingPlan(settings);
  const named = (stem: string): string => `demo-${stem}-${settings.census}.csv`;
  return [
    ...serviceShapes.map((shape) => ({
      name: named(`${shape.provider.toLowerCase()}-${shape.service.replace('_', '-')}`),
      kind: 'referrals' as const,
      aboutRows: plan.open(shape.service) + aboutEnded(settings, shape),
      rows: () => extractRows(settings, plan, shape),
    })),
    {
      name: named('facts'),
      kind: 'facts',
      aboutRows: Math.round(plan.children * FACTS_A_CHILD),
      rows: () => factFile(settings, plan),
    },
  ];
}

/** As counted at Plymouth's size. */
const FACTS_A_CHILD = 5.2;

const aboutEnded = (settings: DemoSettings, shape: ServiceShape): number =>
  Math.round((shape.seenAWeek + shape.leftAWeek) * WEEKS_OF_HISTORY * 0.9 * settings.scale);

function* extractRows(settings: DemoSettings, plan: WaitingPlan, shape: ServiceShape): Generator<string[]> {
  yield [...referralColumns];
  const open = plan.open(shape.service);
  for (let rank = 0; rank < open; rank++) {
    const child = waitingChild(settings, plan, plan.childAt(shape.service, rank));
    const row = waitingRow(settings, plan, shape.service, child);
    yield cellsOf(row);
    yield* faultyRows(row, rank);
  }
  for (const row of historyRows(settings, plan, shape)) yield cellsOf(row);
}

function* factFile(settings: DemoSettings, plan: WaitingPlan): Generator<string[]> {
  yield [...factColumns];
  yield* factRows(settings, plan);
}
