/**
 * The fluid pass (wait-estimation, §4 step 2): the list flows like water through the service, week by week, in the order
 * of the queue. Children are not drawn one by one: a day's children of one band are one amount, which is thinned by
 * those who leave and emptied when their turn comes. It answers when each amount's turn comes.
 *
 * The order is the queue's own (clinical core, "One order"): act today; then protected bands whose share of the safe
 * wait has reached their protection point, by band, then share; then everybody else by share. Children move to a more
 * urgent band while they wait; that is left out here, and is one reason why an estimate is a range.
 */
export interface Group {
  /** 0 is the most urgent. */
  bandRank: number;
  safeWaitDays: number;
  /** Percent of the safe wait from which the band is protected; null: not protected. */
  protectedFromShare: number | null;
  /** Children by the day from which their share counts, earliest first: within a group nobody overtakes. */
  waiting: readonly { countedFrom: number; children: number }[];
  /** New children of this group a week. */
  joiningPerWeek: number;
}

export interface FluidPass {
  /** Today, in days since 1970-01-01, as `countedFrom`. */
  today: number;
  /** Children to be seen before everybody else. */
  actToday: number;
  groups: readonly Group[];
  /** Children seen in a week; week 0 is the seven days from today. */
  seenInWeek: (week: number) => number;
  /** Chance of leaving in a week, 0 to 1. */
  leavingPerWeek: number;
  horizonWeeks: number;
}

export interface FluidResult {
  /** For each group, in the order given: weeks from today until the last child counted from that day is seen. */
  turns: readonly (readonly Turn[])[];
  /** Amounts of children; `joined` includes those who waited at the start. */
  flow: { joined: number; seen: number; left: number; waiting: number };
}

export interface Turn {
  countedFrom: number;
  /** Infinity: not within the horizon. */
  weeks: number;
}

interface Lane extends Group {
  /** Amounts as they would be had nobody left since today: one factor thins them all. */
  cells: { countedFrom: number; amount: number; weeks: number }[];
  head: number;
}

/** Runs until everybody who waits today, and whoever joins in the first week, has been seen, or to the horizon. */
export function fluidPass(pass: FluidPass): FluidResult {
  const lanes = pass.groups.map((group): Lane => ({
    ...group,
    head: 0,
    cells: group.waiting.map(({ countedFrom, children }) => ({
      countedFrom,
      amount: children,
      weeks: Infinity,
    })),
  }));
  const flow = {
    joined: pass.actToday + total(lanes),
    seen: 0,
    left: 0,
    waiting: 0,
  };
  let actToday = pass.actToday;
  let staying = 1;
  for (let week = 0; week < pass.horizonWeeks && (week === 0 || !allSeen(lanes, pass.today + 7)); week++) {
    for (const lane of lanes) {
      if (lane.joiningPerWeek <= 0) continue;
      lane.cells.push({
        countedFrom: pass.today + 7 * week + 3,
        amount: lane.joiningPerWeek / staying,
        weeks: Infinity,
      });
      flow.joined += lane.joiningPerWeek;
    }
    const slots = Math.max(0, pass.seenInWeek(week));
    const first = Math.min(slots, actToday * staying);
    actToday -= first / staying;
    flow.seen += first + serve(lanes, slots, slots - first, staying, week, pass.today);
    const waiting = (total(lanes) + actToday) * staying;
    flow.left += waiting * pass.leavingPerWeek;
    staying *= 1 - pass.leavingPerWeek;
  }
  flow.waiting = (total(lanes) + actToday) * staying;
  return {
    flow,
    turns: lanes.map((lane) => lane.cells.map(({ countedFrom, weeks }) => ({ countedFrom, weeks }))),
  };
}

/** Gives out what is left of a week's slots, and answers how many were used. */
function serve(
  lanes: readonly Lane[],
  slots: number,
  left: number,
  staying: number,
  week: number,
  today: number,
): number {
  let remaining = left;
  const on = today + 7 * week + 3.5;
  while (remaining > 0) {
    const lane = nextLane(lanes, on);
    const cell = lane?.cells[lane.head];
    if (!lane || !cell) break;
    const children = cell.amount * staying;
    if (children > remaining) {
      cell.amount -= remaining / staying;
      remaining = 0;
    } else {
      remaining -= children;
      cell.amount = 0;
      cell.weeks = week + (slots - remaining) / slots;
      lane.head++;
    }
  }
  return left - remaining;
}

/** The group whose first child stands before every other on that day. */
function nextLane(lanes: readonly Lane[], on: number): Lane | undefined {
  let best: { lane: Lane; tier: number; share: number } | undefined;
  for (const lane of lanes) {
    const cell = lane.cells[lane.head];
    if (!cell) continue;
    const share = (on - cell.countedFrom) / lane.safeWaitDays;
    const isProtected = lane.protectedFromShare !== null && share * 100 >= lane.protectedFromShare;
    const tier = isProtected ? lane.bandRank : Infinity;
    if (!best || tier < best.tier || (tier === best.tier && share > best.share)) best = { lane, tier, share };
  }
  return best?.lane;
}

function allSeen(lanes: readonly Lane[], countedBefore: number): boolean {
  return lanes.every((lane) => (lane.cells[lane.head]?.countedFrom ?? Infinity) >= countedBefore);
}

function total(lanes: readonly Lane[]): number {
  let sum = 0;
  for (const lane of lanes) for (const cell of lane.cells) sum += cell.amount;
  return sum;
}
