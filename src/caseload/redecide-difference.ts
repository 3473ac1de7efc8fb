import type { PlainDate } from '../kernel/plain-date.js';
import { epochDay, fromEpochDay } from '../kernel/plain-date.js';
import { factDefinition } from '../facts/vocabulary.js';
import { cellsWhere, leavesOf } from '../rule-sets/cells.js';
import type { CompiledRule } from '../rule-sets/compile.js';
import type { Node } from '../rule-sets/conditions.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import { everyOf } from '../rule-sets/three-valued.js';
import { calendarCells, calendarDays, calendarFacts, type TheirDates } from '../triage/calendar-facts.js';
import { seenEver, seenFields, seenNow } from '../triage/seen-facts.js';
import { alike, type ChangedRule, codesOf, comparedRules, type Side, thresholds } from './redecide-rules.js';
import { CANNOT_HOLD, HOLDS, shapeOf } from './redecide-shape.js';

/** What is read of one decision to tell whether other rules would decide the same. */
export interface Read extends TheirDates {
  /** Bytes of the facts in `reads`, one after the other (triage/seen-facts.ts). */
  seen: Uint8Array;
  /** The first day the decision could change by itself, later than `today`. */
  holdsUntil: PlainDate | null;
}

/** Whom another version of the rules would decide otherwise. */
export interface Difference {
  /** Codes of the facts whose bytes are read, in this order; empty: none. */
  reads: readonly string[];
  /** Whether the child's dates are read. */
  readsDates: boolean;
  /** Whether this child might be decided otherwise on that day. False is proven; true may be too many. */
  concerns(read: Read, today: PlainDate): boolean;
}

/**
 * What lies between two versions for one service line, or why everybody has to be decided in full. Whoever it does not
 * concern would be decided the same: the same band, bounds, stretches of the wait, reasons, questions, flags and days, to
 * the last rule; later at most are the days by which the newer version wants an answer, and there the earlier day stands.
 */
export function differenceOf(
  before: RuleSet,
  after: RuleSet,
  service: string,
): Difference | { everybody: string } {
  const compared = comparedRules(before, after, service);
  if ('everybody' in compared) return compared;
  const { older, newer, changed } = compared;
  const looked = lookedAt(older, newer);
  if (looked === undefined) return { everybody: 'a fact about a list is looked at by one version alone' };
  const days = calendarChanges(older, newer);
  const codes = new Set(
    changed.flatMap((pair) => [...codesOf(pair.older, older), ...codesOf(pair.newer, newer)]),
  );
  const reads = [...new Set([...codes, ...looked])].filter((code) => !calendarFacts.has(code));
  if (reads.some((code) => !seenFields.has(code))) return { everybody: 'a fact is not kept as it was seen' };
  return {
    reads,
    readsDates: days.length > 0 || [...codes].some((code) => calendarFacts.has(code)),
    concerns(read, today) {
      const cells = (when: 'now' | 'ever'): Cells => [
        cellsOf(older, reads, read, today, when),
        cellsOf(newer, reads, read, today, when),
      ];
      const [now, ever] = [cells('now'), cells('ever')];
      return (
        changed.some(
          (pair) => differsNow(pair, [older, newer], now) || differedOnce(pair, [older, newer], ever),
        ) ||
        looked.some((code) => wasSaid(code, [older, newer], ever)) ||
        days.some((change) => movesHoldsUntil(change, read, today))
      );
    },
  };
}

type Sides = readonly [Side, Side];
/** By fact index, of the older and of the newer version; full where nothing is read. */
type Cells = readonly [Int32Array, Int32Array];

function cellsOf(
  { ruleSet }: Side,
  reads: readonly string[],
  read: Read,
  today: PlainDate,
  when: 'now' | 'ever',
): Int32Array {
  const [on, since] = [epochDay(today), epochDay(read.waitingSince)];
  const own = ruleSet.nothingKnown.slice();
  let from = 0;
  for (const code of reads) {
    const [field, index] = [seenFields.get(code), ruleSet.index.get(code)];
    if (!field) throw new Error(`not kept as it was seen: ${code}`);
    const cells = index === undefined ? undefined : ruleSet.facts[index];
    if (index !== undefined && cells)
      own[index] = (when === 'now' ? seenNow : seenEver)(read.seen, from, field, cells);
    from += field.bytes;
  }
  for (const code of calendarFacts) {
    const index = ruleSet.index.get(code);
    const cells = index === undefined ? undefined : ruleSet.facts[index];
    if (index !== undefined && cells)
      own[index] = calendarCells(cells, read, when === 'now' ? on : Math.min(on, since), on);
  }
  return own;
}

/** Whether the two forms of a rule come to something else today. */
function differsNow({ older, newer }: ChangedRule, [a, b]: Sides, [before, after]: Cells): boolean {
  const was = older ? shapeOf(a.ruleSet, older.node, before) : CANNOT_HOLD;
  const is = newer ? shapeOf(b.ruleSet, newer.node, after) : CANNOT_HOLD;
  if (was === CANNOT_HOLD && is === CANNOT_HOLD) return false;
  if (was !== is || !older || !newer) return true;
  const samePlace = older.rank === newer.rank && older.points === newer.points;
  const sameFacts = alike(codesOf(older, a), codesOf(newer, b));
  // A rule that holds is told in its own words; one that could hold is kept by name (ADR 0013).
  if (!samePlace || !sameFacts || was === undefined) return true;
  return !alike(told(older, a, before, was), told(newer, b, after, was));
}

/** What is told of a rule that is no longer ruled out: in its own words, and with what it rests on, where it holds. */
function told({ rule }: CompiledRule, { ruleSet }: Side, own: Int32Array, shape: string): unknown {
  const { title, source, event, conditions } = rule;
  const { reason, ...does } = event.params;
  if (shape !== HOLDS) return [event.type, does];
  const restsOn = leavesOf(conditions).map((leaf) => {
    const cells = ruleSet.facts[ruleSet.index.get(leaf.fact) ?? -1];
    const possible = own[ruleSet.index.get(leaf.fact) ?? -1] ?? 0;
    const holding = cells ? cellsWhere(cells, leaf) & possible : 0;
    return `${leaf.fact} ${holding === possible ? HOLDS : holding === 0 ? CANNOT_HOLD : ''}`;
  });
  return [event.type, does, title, source, reason, [...new Set(restsOn)].sort()];
}

/** Whether the two forms may have been certain on different days, as far as that moves what stands. */
function differedOnce({ older, newer }: ChangedRule, sides: Sides, [before, after]: Cells): boolean {
  const places = (rule: CompiledRule | undefined): rule is CompiledRule =>
    rule !== undefined && (rule.rank >= 0 || rule.points !== 0);
  const could = (rule: CompiledRule | undefined, ever: Int32Array): boolean =>
    places(rule) && rule.test(ever, everyOf(ever));
  if (!could(older, before) && !could(newer, after)) return false;
  if (!older || !newer || older.rank !== newer.rank || older.points !== newer.points) return true;
  return !sameWhenever(older.node, newer.node, sides, [before, after]);
}

/** Whether two conditions of one form were true on the same days: each comparison agrees on all that was ever known. */
function sameWhenever(a: Node, b: Node, sides: Sides, ever: Cells): boolean {
  if (a.kind === 'leaf' && b.kind === 'leaf') return leavesAgree(a, b, sides, ever);
  if ((a.kind !== 'all' && a.kind !== 'any') || b.kind !== a.kind)
    return a.kind === b.kind && a.kind !== 'leaf';
  return (
    a.of.length === b.of.length &&
    a.of.every((part, nth) => {
      const other = b.of[nth];
      return other !== undefined && sameWhenever(part, other, sides, ever);
    })
  );
}

type LeafNode = Extract<Node, { kind: 'leaf' }>;

function leavesAgree(a: LeafNode, b: LeafNode, [older, newer]: Sides, [before, after]: Cells): boolean {
  const [was, is] = [older.ruleSet.facts[a.fact], newer.ruleSet.facts[b.fact]];
  if (!was || !is || was.fact.code !== is.fact.code) return false;
  const whole = (mask: number, ever: number): number => mask & ever;
  // Cells of one version may be cut finer than the other's: without the same cuts only "never" can be told.
  if (alike(was.values, is.values)) {
    if (partlyKnown(was.fact.code)) return a.mask === b.mask;
    return whole(a.mask, before[a.fact] ?? 0) === whole(b.mask, after[b.fact] ?? 0);
  }
  const [ofOlder, ofNewer] = [before[a.fact] ?? 0, after[b.fact] ?? 0];
  if (partlyKnown(was.fact.code)) return false;
  const all = (mask: number, ever: number): boolean => (ever & ~mask) === 0;
  const none = (mask: number, ever: number): boolean => (ever & mask) === 0;
  return (all(a.mask, ofOlder) && all(b.mask, ofNewer)) || (none(a.mask, ofOlder) && none(b.mask, ofNewer));
}

/** Facts of which a part may be known: that they have at most, or at least, some value. */
function partlyKnown(code: string): boolean {
  return code === 'need_domains' || code === 'highest_functional_impact';
}

/** Facts that one version looks at and the other does not; undefined where their statements are not all read. */
function lookedAt(older: Side, newer: Side): readonly string[] | undefined {
  const [a, b] = [older.ruleSet.index, newer.ruleSet.index];
  const codes = [...a.keys(), ...b.keys()].filter((code) => a.has(code) !== b.has(code));
  const timed = codes.filter(
    (code) => !calendarFacts.has(code) && code !== 'open_lists' && !/^need_/.test(code),
  );
  return timed.every((code) => isAboutTheChild(code)) ? timed : undefined;
}

function isAboutTheChild(code: string): boolean {
  return (
    code === 'persistent_absence' || code === 'severe_absence' || factDefinition(code)?.subject === 'child'
  );
}

function wasSaid(code: string, sides: Sides, ever: Cells): boolean {
  return sides.some(({ ruleSet }, nth) => {
    const index = ruleSet.index.get(code);
    return index !== undefined && (ever[nth as 0 | 1][index] ?? 0) !== 0;
  });
}

interface CalendarChange {
  older: Side;
  newer: Side;
  code: string;
}

/** Facts of the calendar in which the two versions have other thresholds. */
function calendarChanges(older: Side, newer: Side): CalendarChange[] {
  return [...calendarFacts]
    .filter((code) => !alike(thresholds(older, code), thresholds(newer, code)))
    .map((code) => ({ older, newer, code }));
}

/** Whether a threshold that only one version has could make the decision hold longer, or not as long. */
function movesHoldsUntil({ older, newer, code }: CalendarChange, read: Read, today: PlainDate): boolean {
  const days = ({ ruleSet }: Side): number[] => {
    const index = ruleSet.index.get(code);
    const cells = index === undefined ? undefined : ruleSet.facts[index];
    return cells ? calendarDays(cells, read) : [];
  };
  const [was, is] = [days(older), days(newer)];
  const until = read.holdsUntil;
  const comes = is.filter((day) => !was.includes(day)).map(fromEpochDay);
  const goes = was.filter((day) => !is.includes(day)).map(fromEpochDay);
  return (
    comes.some((day) => day > today && (until === null || day < until)) || goes.some((day) => day === until)
  );
}
