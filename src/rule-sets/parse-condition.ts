import { factDefinition } from '../facts/vocabulary.js';
import { cellsOf, cellsWhere } from './cells.js';
import { ruleFact, type RuleFact } from './rule-fact.js';
import type { FindFact } from './set-facts.js';
import type { Condition, Group, Leaf, Operator } from './rule-set.js';
import { join, type Shape } from './shape.js';

const operators: readonly Operator[] = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];
const comparesSize: readonly Operator[] = operators.slice(4);

/** What json-rules-engine would take silently, and what it would do with it (house.md, stack; rules-performance.md §3). */
const refusedKeys: Readonly<Record<string, string>> = {
  not: 'a missing fact would make it true: turn the comparison round (equal to notEqual, lessThan to greaterThanInclusive)',
  path: 'it evaluates expressions: name a fact of the vocabulary instead',
  params: 'facts here take none: remove it',
  priority: 'every rule is looked at, in no order: remove it',
  condition: 'shared conditions are looked up late and may be missing: write the condition out',
  name: 'conditions have no names: give the rule a title instead',
};

/** Facts no condition may look at: who a child is, where they live or who sent them must never decide how long they wait. */
const forbidden: readonly { what: string; names: RegExp }[] = [
  { what: 'ethnicity', names: /ethnic|race|nationality|religion/ },
  { what: 'sex or gender', names: /(^|_)(sex|gender)(_|$)/ },
  { what: 'language', names: /language|interpreter/ },
  { what: 'deprivation', names: /depriv|imd|income|free_school_meals/ },
  { what: 'where the child lives', names: /postcode|address|lsoa|ward(_|$)|locality/ },
  { what: 'the school', names: /^school$|school_(name|id|urn|code)/ },
  { what: 'who referred', names: /referrer|referred_by|source_of_referral|gp_practice/ },
  {
    what: 'non-attendance',
    names: /(^|_)dna(_|$)|did_not_attend|not_brought|non_attendance|missed_appointment/,
  },
];

/** What a name says of a child that must never decide; undefined for any other name. */
export function forbiddenFact(code: string): string | undefined {
  return forbidden.find(({ names }) => names.test(code.toLowerCase()))?.what;
}

/**
 * A condition, where it is one; every fault goes to `shape`. The outermost must be a group. `find`: the facts of a tool's
 * own; absent, the vocabulary.
 */
export function parseGroup(shape: Shape, value: unknown, at: string, find?: FindFact): Group | undefined {
  const condition = parseCondition(shape, value, at, find);
  if (!condition || 'all' in condition || 'any' in condition) return condition;
  return shape.fault(at, 'must start with all or any: put the comparison into { "all": [ … ] }');
}

function parseCondition(
  shape: Shape,
  value: unknown,
  at: string,
  find: FindFact | undefined,
): Condition | undefined {
  const object = shape.map(value, at);
  if (!object) return undefined;
  const keys = Object.keys(object);
  for (const key of keys)
    if (Object.hasOwn(refusedKeys, key)) shape.fault(join(at, key), `is not allowed: ${refusedKeys[key]}`);
  if (keys.some((key) => Object.hasOwn(refusedKeys, key))) return undefined;
  const group = keys.filter((key) => key === 'all' || key === 'any');
  if (group.length === 2)
    return shape.fault(at, 'has both all and any, of which only one would count: nest one inside the other');
  const [kind] = group;
  if (kind === undefined) return parseLeaf(shape, object, at, find);
  if (keys.length > 1)
    return shape.fault(
      at,
      `has ${kind} beside ${keys.filter((key) => key !== kind).join(', ')}: keep ${kind} alone`,
    );
  const parts = shape.list(object[kind], join(at, kind));
  if (parts.length === 0)
    return shape.fault(
      join(at, kind),
      'is empty and would hold for every child: add a condition or remove it',
    );
  const conditions = parts.flatMap(
    (part, i) => parseCondition(shape, part, `${join(at, kind)}[${i}]`, find) ?? [],
  );
  return kind === 'all' ? { all: conditions } : { any: conditions };
}

function parseLeaf(
  shape: Shape,
  object: Record<string, unknown>,
  at: string,
  find: FindFact | undefined,
): Leaf | undefined {
  const before = shape.faults.length;
  shape.object(object, at, ['fact', 'operator', 'value']);
  const code = shape.text(object['fact'], join(at, 'fact'));
  const operator = shape.oneOf(object['operator'], join(at, 'operator'), operators);
  const fact = code === '' ? undefined : knownFact(shape, code, join(at, 'fact'), find);
  if (!fact || !operator || shape.faults.length > before) return undefined;
  checkOperand(shape, fact, operator, object['value'], join(at, 'value'));
  if (shape.faults.length > before) return undefined;
  const leaf = { fact: code, operator, value: object['value'] } as Leaf;
  const cells = cellsOf(fact, [leaf]);
  const holds = cellsWhere(cells, leaf);
  if (holds === 0) return shape.fault(at, `can never hold: no value of ${code} satisfies it`);
  if (holds === cells.full) return shape.fault(at, `always holds: every value of ${code} satisfies it`);
  return leaf;
}

function knownFact(shape: Shape, code: string, at: string, find: FindFact | undefined): RuleFact | undefined {
  const fact = (find ?? ruleFact)(code);
  if (fact) return fact;
  if (find && forbiddenFact(code) === undefined)
    return shape.fault(at, `${code} is not a fact of this tool: correct it, or declare it in facts`);
  if (factDefinition(code)?.type === 'date')
    return shape.fault(at, `${code} is a date, which rules cannot compare: remove the comparison`);
  const ban = forbiddenFact(code);
  return shape.fault(
    at,
    ban !== undefined
      ? `${code} is forbidden: ${ban} must never decide how long a child waits`
      : `${code} is not in the vocabulary of facts: correct the code, or have the vocabulary extended first`,
  );
}

function checkOperand(shape: Shape, fact: RuleFact, operator: Operator, value: unknown, at: string): void {
  const many = operator === 'in' || operator === 'notIn';
  if (many !== Array.isArray(value))
    return void shape.fault(
      at,
      many
        ? `must be a list for ${operator}: "in" against text would look inside the text`
        : 'must be one value, not a list: use in or notIn',
    );
  const operands: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (operands.length === 0) return void shape.fault(at, 'is an empty list: add a value');
  if (new Set(operands).size < operands.length) return void shape.fault(at, 'has a value twice: keep one');
  if (fact.kind === 'count') {
    for (const operand of operands)
      if (typeof operand !== 'number' || !Number.isSafeInteger(operand))
        shape.fault(at, `must be a whole number, since ${fact.code} counts, not ${JSON.stringify(operand)}`);
    return;
  }
  if (comparesSize.includes(operator))
    return void shape.fault(
      at,
      `${operator} compares numbers and ${fact.code} is a word: use in with the words meant`,
    );
  for (const operand of operands)
    if (typeof operand !== 'string' || !fact.values.includes(operand))
      shape.fault(at, `must be one of ${fact.values.join(', ')}, not ${JSON.stringify(operand)}`);
}
