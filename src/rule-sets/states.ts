import type { Bounds } from './bounds.js';
import type { CompiledRuleSet, Plan } from './compile.js';
import { bounds, certainRank, holds, settleNeeds, type Holds, type Possibilities } from './evaluate.js';
import {
  generateStates,
  isPossibleIn,
  isTrueIn,
  MIGHT,
  NEEDS_OPEN,
  NEEDS_TRUE,
  RULES,
  SURE,
  type GeneratedStates,
} from './generate-states.js';

/** What every need and rule of a service line comes to for one child. To be used before the next child is looked at. */
export interface States {
  /** As generate-states.ts lays it out. */
  answer: Int32Array;
  words: number;
  bounds: Bounds;
  /** No need or rule is called possible although no values of the unknown facts make it so. */
  exact: boolean;
}

interface AtWork extends GeneratedStates {
  answer: Int32Array;
}

const atWork = new WeakMap<Plan, AtWork>();

function generated(ruleSet: CompiledRuleSet, plan: Plan): AtWork {
  let made = atWork.get(plan);
  if (!made) {
    const states = generateStates(ruleSet, plan);
    atWork.set(plan, (made = { ...states, answer: new Int32Array(states.length) }));
  }
  return made;
}

/**
 * Settles the needs into `own`, and what every rule comes to: by the generated function, which is proven equal to the
 * closures (generate-states.spec.ts), or by the closures where it leaves a child to them.
 */
export function statesOf(ruleSet: CompiledRuleSet, plan: Plan, possibilities: Possibilities): States {
  const made = generated(ruleSet, plan);
  const { answer, words } = made;
  const { own, wide } = possibilities;
  if (!made.settle(own, wide, answer)) return byClosures(ruleSet, plan, possibilities, made);
  const found = made.bounds
    ? { certain: answer[SURE] as number, possible: answer[MIGHT] as number, exact: true }
    : bounds(plan, own);
  return { answer, words, bounds: found, exact: true };
}

/** The certain band alone: what a child's standing is folded from, many times a decision. */
export function sureRank(ruleSet: CompiledRuleSet, plan: Plan, possibilities: Possibilities): number {
  const rank = generated(ruleSet, plan).sure(possibilities.own, possibilities.wide);
  if (rank >= 0) return rank;
  if (plan.asksForNeeds) settleNeeds(ruleSet, possibilities, () => undefined);
  return certainRank(plan, possibilities.own);
}

export function needIn({ answer }: States, nth: number): Holds {
  const bit = 1 << nth;
  if (((answer[NEEDS_TRUE] as number) & bit) !== 0) return 'true';
  return ((answer[NEEDS_OPEN] as number) & bit) !== 0 ? 'possible' : 'false';
}

export function ruleIn({ answer, words }: States, nth: number): Holds {
  if (isTrueIn(answer, nth)) return 'true';
  return isPossibleIn(answer, nth, words) ? 'possible' : 'false';
}

function byClosures(
  ruleSet: CompiledRuleSet,
  plan: Plan,
  possibilities: Possibilities,
  { answer, words }: AtWork,
): States {
  let exact = true;
  const inexact = (): void => void (exact = false);
  answer.fill(0);
  const note = (state: Holds, sure: number, open: number, bit: number): void => {
    if (state === 'true') answer[sure] = (answer[sure] as number) | bit;
    else if (state === 'possible') answer[open] = (answer[open] as number) | bit;
  };
  settleNeeds(ruleSet, possibilities, inexact).forEach((state, nth) =>
    note(state, NEEDS_TRUE, NEEDS_OPEN, 1 << nth),
  );
  // Of needs, what is true counts as open too.
  answer[NEEDS_OPEN] = (answer[NEEDS_OPEN] as number) | (answer[NEEDS_TRUE] as number);
  const found = bounds(plan, possibilities.own);
  plan.rules.forEach((rule, nth) => {
    const place = RULES + (nth >> 5);
    note(holds(rule, possibilities.own, inexact), place, place + words, 1 << (nth & 31));
  });
  return { answer, words, bounds: found, exact };
}
