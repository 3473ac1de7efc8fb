import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';

/** What the installation notes about its demo, so that a load that was killed is finished and never begun twice. */
export interface DemoState {
  state: 'loading' | 'loaded';
  seed: number;
  /** The day the demo was made for; its census is the Sunday on or before it. */
  asOf: PlainDate;
  /** Times Plymouth's size. */
  scale: number;
}

export const DEMO = 'demo';

/** The state in an installation's note; null where it holds none. Throws where it holds something else. */
export function demoStateIn(noted: Readonly<Record<string, unknown>>): DemoState | null {
  const found = noted[DEMO];
  if (found === undefined) return null;
  if (typeof found === 'object' && found !== null) {
    const { state, seed, asOf, scale } = found as Record<string, unknown>;
    const day = typeof asOf === 'string' ? parsePlainDate(asOf) : undefined;
    if (
      (state === 'loading' || state === 'loaded') &&
      typeof seed === 'number' &&
      typeof scale === 'number' &&
      day
    )
      return { state, seed, asOf: day, scale };
  }
  throw new Error(`what is noted about the demo cannot be read: ${JSON.stringify(found)}`);
}

/** Why a demo cannot be loaded here, in one sentence; undefined where it can, or is there already. */
export function refusal(
  stands: DemoState | null,
  asked: { seed?: number | undefined; asOf?: PlainDate | undefined; scale?: number | undefined },
): string | undefined {
  if (stands === null) return undefined;
  const differs =
    (asked.seed !== undefined && asked.seed !== stands.seed) ||
    (asked.asOf !== undefined && asked.asOf !== stands.asOf) ||
    (asked.scale !== undefined && asked.scale !== stands.scale);
  if (!differs) return undefined;
  const what = stands.state === 'loaded' ? 'already holds the demo' : 'has begun to load the demo';
  return `this database ${what} of seed ${stands.seed} as of ${stands.asOf}, ${stands.scale} times Plymouth’s size: another demo needs a database of its own`;
}
