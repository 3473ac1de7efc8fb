import { ruleFact, type RuleFact } from './rule-fact.js';
import { isTool, toolDerivedFacts, type AnySet, type ToolFact } from './tool-set.js';

/** Where conditions find the facts they compare: the vocabulary, or the tool's own. */
export type FindFact = (code: string) => RuleFact | undefined;

export function factsOfSet(set: AnySet): FindFact {
  return isTool(set) ? factsOfTool(set.facts) : ruleFact;
}

export function factsOfTool(declared: readonly ToolFact[]): FindFact {
  const own = new Map(declared.map((fact) => [fact.code, fromTool(fact)]));
  return (code) =>
    own.get(code) ?? (toolDerivedFacts.some((derived) => derived === code) ? ruleFact(code) : undefined);
}

function fromTool({ code, type, range, values, concern }: ToolFact): RuleFact {
  const down = concern === 'risk-no' || concern === 'risk-low';
  const worry = concern === 'neutral' ? 'not' : down ? 'down' : 'up';
  switch (type) {
    case 'count': {
      const [least, most] = range ?? [0, 0];
      return { code, kind: 'count', least, most, worry };
    }
    case 'one_of':
      return { code, kind: 'words', values: (values ?? []).map(({ value }) => value), worry };
    case 'yes_no':
    default:
      return { code, kind: 'words', values: ['no', 'yes'], worry };
  }
}
