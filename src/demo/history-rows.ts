import { calendarFactor } from '../estimates/holiday-calendar.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { serviceShapes, type ServiceShape } from './caseload-shape.js';
import { extractRow, type ExtractRow } from './extract-row.js';
import { inventChild } from './invented-child.js';
import { Random } from './random.js';
import { requestId, waitingChild } from './waiting-rows.js';
import { atQuantile, type DemoSettings, type WaitingPlan } from './waiting-plan.js';

/** A year: enough weeks of starts for an estimate (wait-estimation.md §5 asks for 26). */
export const WEEKS_OF_HISTORY = 52;

const PACE = 301;
const ENDING = 302;

export interface WeekOfEndings {
  /** The Sunday the week ends on. */
  ending: PlainDate;
  seen: number;
  left: number;
}

/** How many were seen and how many left, week by week, latest first: slower when schools and clinics close. */
export function endingsOf(settings: DemoSettings, shape: ServiceShape): WeekOfEndings[] {
  const random = new Random(settings.seed, PACE, serviceShapes.indexOf(shape));
  return Array.from({ length: WEEKS_OF_HISTORY }, (_, week) => {
    const ending = addDays(settings.census, -7 * week);
    const factor = calendarFactor(addDays(ending, -6)) * settings.scale;
    return {
      ending,
      seen: random.poisson(shape.seenAWeek * factor),
      left: random.poisson(shape.leftAWeek * factor),
    };
  });
}

/** Referrals that ended in the last year: seen by the service, or left the list; a very few children died. */
export function* historyRows(
  settings: DemoSettings,
  plan: WaitingPlan,
  shape: ServiceShape,
): Generator<ExtractRow> {
  let index = 0;
  const firstChild = plan.children + historyBefore(settings, shape);
  for (const week of endingsOf(settings, shape))
    for (let i = 0; i < week.seen + week.left; i++) {
      yield endedRow(settings, plan, shape, {
        index,
        week,
        seen: i < week.seen,
        ownChild: firstChild + index,
      });
      index++;
    }
}

/** Numbers of children are never used twice: each list's history begins after the one before. */
function historyBefore(settings: DemoSettings, shape: ServiceShape): number {
  return serviceShapes
    .slice(0, serviceShapes.indexOf(shape))
    .flatMap((other) => endingsOf(settings, other))
    .reduce((sum, week) => sum + week.seen + week.left, 0);
}

function endedRow(
  settings: DemoSettings,
  plan: WaitingPlan,
  shape: ServiceShape,
  ending: { index: number; week: WeekOfEndings; seen: boolean; ownChild: number },
): ExtractRow {
  const random = new Random(settings.seed, ENDING, serviceShapes.indexOf(shape), ending.index);
  // Clinics run from Monday to Friday.
  const endedOn = addDays(ending.week.ending, -random.int(2, 6));
  const waited = atQuantile(ending.seen ? shape.waitWhenSeen : shape.waiting, random.next());
  const since = addDays(endedOn, -waited);
  const bornBy = addDays(since, -Math.ceil((shape.ages.atReferral * 365.25) / 12));
  // One in six was seen here before and waits elsewhere now: several needs are often met one after another.
  const child =
    (ending.index % 6 === 0 ? waitingElsewhere(settings, plan, shape, random, bornBy) : undefined) ??
    inventChild(settings.seed, ending.ownChild, bornOn(random, shape, endedOn, bornBy));
  const died = ending.index % 1200 === 600;
  return extractRow(settings.census, shape, child, {
    SERVICE_REQUEST_IDENTIFIER: requestId(shape, 5_000_000 + ending.index),
    REFERRAL_REQUEST_RECEIVED_DATE: since,
    PRIORITY_TYPE_CODE: random.chance(0.03) ? '2' : '1',
    ...(died
      ? { PERSON_DEATH_DATE: endedOn }
      : {
          REFERRAL_CLOSURE_DATE: endedOn,
          // 01 seen; 02 moved away or no longer wanted, 04 not brought and discharged (local codes).
          REFERRAL_CLOSURE_REASON: ending.seen ? '01' : random.pick(['02', '04']),
        }),
  });
}

function waitingElsewhere(
  settings: DemoSettings,
  plan: WaitingPlan,
  shape: ServiceShape,
  random: Random,
  bornBy: PlainDate,
) {
  if (plan.children === 0) return undefined;
  const number = random.int(0, plan.children - 1);
  if (plan.listsOf(number).includes(shape.service)) return undefined;
  const child = waitingChild(settings, plan, number);
  return child.birthDate <= bornBy ? child : undefined;
}

function bornOn(random: Random, shape: ServiceShape, endedOn: PlainDate, bornBy: PlainDate): PlainDate {
  const months = random.int(shape.ages.from, shape.ages.to);
  const born = addDays(endedOn, -Math.ceil((months * 365.25) / 12) - random.int(0, 30));
  return born < bornBy ? born : bornBy;
}
