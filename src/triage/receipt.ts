import type { Fact } from '../facts/fact.js';
import { compile, planFor } from '../rule-sets/compile.js';
import type { LoadedRuleSet, RuleSet } from '../rule-sets/rule-set.js';
import type { Decision, DecisionInput, Receipt, RuleResult, UsedFact } from './decision.js';
import { REFERENCE_ENGINE } from './engine-version.js';
import { resultOf } from './results.js';

/**
 * A decision's record as it lies in the store: what was known, what was decided, by which engine, and what every rule came
 * to. Rules that hold are kept in their own words; those that could hold, by name with what they wait for: their words are
 * in the rule set, which never changes and is named by its hash (docs/adr, "a receipt names what its rule set says").
 */
export interface KeptReceipt {
  format: 2;
  engine: { version: string; reference: string };
  input: Omit<Receipt['input'], 'facts'> & { facts: readonly Lean<Fact>[] };
  decision: Omit<Decision, 'possible' | 'facts'> & { facts: readonly Lean<UsedFact>[] };
  /** By id, every rule that speaks for the service line: unknown ones with the facts that are not known. */
  rules: {
    true: readonly string[];
    unknown: Readonly<Record<string, readonly string[]>>;
    false: readonly string[];
  };
}

/** Receipts written before there was a `format` are what is read now, whole. */
export type StoredReceipt = KeptReceipt | Receipt;

/** What is the same for most rows is left out of each, and put back when it is read. */
type Lean<T> = Partial<T>;

const usualFact = { referralId: null, withdrawnOn: null } as const;
const usualUse: Omit<UsedFact, 'code'> = {
  state: 'known',
  value: null,
  why: null,
  between: null,
  source: null,
  organisation: null,
  recordedOn: null,
  notConfirmedSince: null,
  said: [],
};

/** The record to keep. Whole, but for the words of the rule set. */
export function keptReceipt(made: { input: DecisionInput; decision: Decision }): KeptReceipt {
  const { ruleSet, ...input } = made.input;
  const { possible, facts, ...decision } = made.decision;
  const childId = input.child.id;
  return {
    format: 2,
    engine: { version: decision.engineVersion, reference: REFERENCE_ENGINE },
    input: { ...input, facts: input.facts.map((fact) => without({ childId, ...usualFact }, fact)) },
    decision: { ...decision, facts: facts.map((used) => without(usualUse, used)) },
    rules: {
      true: decision.reasons.map(({ ruleId }) => ruleId),
      unknown: Object.fromEntries(possible.map(({ ruleId, unknown }) => [ruleId, unknown])),
      false: ruledOutIn(ruleSet.set, input, made.decision),
    },
  };
}

/** What it was made from, whole again. */
export function inputOfStored(stored: StoredReceipt): Receipt['input'] {
  if (!('format' in stored)) return stored.input;
  const childId = stored.input.child.id;
  const facts = stored.input.facts.map((fact) => ({ childId, ...usualFact, ...fact }) as Fact);
  return { ...stored.input, facts };
}

/**
 * A stored receipt to be read. `ruleSet`: the version it names, where that is here; where it is not, or is another
 * document by now, rules that could have held are named without their words.
 */
export function readReceipt(stored: StoredReceipt, ruleSet: LoadedRuleSet | undefined): Receipt {
  const set = ruleSet?.hash === stored.decision.ruleSetHash ? ruleSet.set : undefined;
  const input = inputOfStored(stored);
  if (!('format' in stored))
    return { ...stored, ruledOut: set ? ruledOutIn(set, input, stored.decision) : null };
  const rules = new Map(set?.rules.map((rule) => [rule.id, rule]));
  const possible = Object.entries(stored.rules.unknown)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ruleId, unknown]) => {
      const rule = rules.get(ruleId);
      return rule ? resultOf({ rule }, 'possible', unknown) : wordsNotHere(ruleId, unknown, stored.decision);
    });
  const facts = stored.decision.facts.map((used) => ({ ...usualUse, ...used }) as UsedFact);
  return { input, decision: { ...stored.decision, possible, facts }, ruledOut: stored.rules.false };
}

function wordsNotHere(
  ruleId: string,
  unknown: readonly string[],
  { ruleSetId, ruleSetVersion }: Pick<Decision, 'ruleSetId' | 'ruleSetVersion'>,
): RuleResult {
  const where = `${ruleSetId}@${ruleSetVersion}`;
  const reason = { clinician: `What it says stands in ${where}, which is not here.`, family: null };
  const event = { type: 'words_not_here', params: {} } as const;
  return { ruleId, title: ruleId, is: 'possible', event, reason, source: where, unknown };
}

/** Rules that speak for the service line and cannot hold, by id. */
function ruledOutIn(set: RuleSet, { referral }: Receipt['input'], decision: Decision): string[] {
  const open = new Set<string>();
  for (const { ruleId } of decision.reasons) open.add(ruleId);
  for (const { ruleId } of decision.possible) open.add(ruleId);
  const { rules } = planFor(compile(set), referral.service);
  return rules.flatMap(({ rule }) => (open.has(rule.id) ? [] : [rule.id]));
}

function without<T extends object>(usual: Partial<T>, row: T): Lean<T> {
  const lean: Lean<T> = {};
  for (const key in row) {
    const [value, same]: [unknown, unknown] = [row[key], usual[key]];
    if (value !== same && !(isEmpty(value) && isEmpty(same))) lean[key] = row[key];
  }
  return lean;
}

const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0;
