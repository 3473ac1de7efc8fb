import { valuesIn } from './cells.js';
import { compile, planFor, type CompiledRuleSet } from './compile.js';
import { fills, pick } from './fill.js';
import { runEngine } from './engine.js';
import { answerBesideRoutes, type ToolDecision } from './tool-decision.js';
import type { ToolAnswers } from './tool-facts.js';
import type { ToolCase } from './tool-case.js';
import { TOOL_PLAN, type ToolSet } from './tool-set.js';

/**
 * The licence of a tool's compiled form: on every worked case, its unknown facts filled in, it must say what
 * json-rules-engine says, and nothing that was not called possible before. One sentence for every difference.
 */
export async function toolDifferencesFromEngine(
  set: ToolSet,
  cases: readonly Pick<ToolCase, 'title' | 'facts'>[],
  fillings: 'every' | 'one' = 'every',
): Promise<string[]> {
  const ruleSet = compile(set);
  const differences: string[] = [];
  for (const [i, worked] of cases.entries()) {
    const before = answerBesideRoutes(set, worked.facts);
    for (const fill of fillings === 'every' ? fills : fills.slice(i % fills.length, (i % fills.length) + 1)) {
      const complete = completed(ruleSet, worked.facts, fill);
      const difference = await compareComplete(set, complete, before);
      if (difference !== undefined) differences.push(`${worked.title}: ${difference}`);
    }
  }
  return differences;
}

/** What is said, with a value for every fact a rule compares that was left out. */
function completed(
  ruleSet: CompiledRuleSet<ToolSet>,
  said: ToolAnswers,
  fill: (typeof fills)[number],
): ToolAnswers {
  const facts = ruleSet.facts.map((cells, fact): [string, string | number] => {
    const { code } = cells.fact;
    const [filled] = valuesIn(cells, pick(cells.full, fact, fill));
    return [code, said[code] ?? filled ?? 0];
  });
  return Object.fromEntries(facts);
}

async function compareComplete(
  set: ToolSet,
  facts: ToolAnswers,
  before: ToolDecision,
): Promise<string | undefined> {
  const ours = answerBesideRoutes(set, facts);
  const theirs = await runEngine(set, TOOL_PLAN, facts);
  const allowed = ours.allowed.map(({ band }) => band);
  const ids = new Set(theirs.rules);
  const wrong = planFor(compile(set), TOOL_PLAN).rules.find(
    ({ rule }) => ids.has(rule.id) !== holdsIn(ours, rule.id),
  );
  if (wrong) return `whether ${wrong.rule.id} holds differs from json-rules-engine`;
  if (allowed.join() !== theirs.allowed.join())
    return `allows ${allowed.join(', ')}, json-rules-engine says ${theirs.allowed.join(', ')}`;
  const outside = allowed.filter((band) => !before.allowed.some((earlier) => earlier.band === band));
  if (outside.length > 0 || (allowed.length === 0 && before.gaps.length === 0))
    return `${allowed.length === 0 ? 'a gap' : outside.join(', ')} was not called possible`;
  return undefined;
}

function holdsIn(decision: ToolDecision, rule: string): boolean {
  return [...decision.reasons, ...decision.advice, ...decision.questions].some(
    (found) => found.rule === rule,
  );
}
