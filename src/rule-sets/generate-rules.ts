import { never } from '../kernel/never.js';
import type { CompiledRule, Plan } from './compile.js';
import type { LeafNode, Node } from './conditions.js';
import { name, whole, withinText, type ReadFact } from './generate-reading.js';

/** Band and total of complete facts, each compared where it is needed. */
export function knownText(plan: Plan, facts: readonly ReadFact[]): string {
  const byIndex = new Map(facts.map((fact) => [fact.index, fact]));
  const compared = ({ fact, mask }: LeafNode): string => {
    const read = byIndex.get(fact);
    return read ? withinText(read, mask) : 'false';
  };
  const holds = ({ node }: CompiledRule): string => text(node, compared);
  switch (plan.combine) {
    case 'sum': {
      const added = plan.outcome.map((rule) => `if (${holds(rule)}) total += ${whole(rule.points)};\n`);
      return `let total = 0;\n${added.join('')}answer[0] = ${rankText(plan, 'total')};\nanswer[2] = total;\n`;
    }
    case 'most-urgent':
    case 'first-match': {
      const chain = plan.outcome.map((rule) => `${holds(rule)} ? ${rankOf(rule)} : `);
      return `answer[0] = ${chain.join('')}${whole(plan.defaultRank)};\nanswer[2] = 0;\n`;
    }
    default:
      return never(plan.combine);
  }
}

/** Both bounds and what to ask, read under three values: certain, still possible, or neither. */
export function boundsText(plan: Plan, facts: readonly ReadFact[]): string {
  const words = Math.ceil((Math.max(0, ...facts.map(({ index }) => index)) + 1) / 32);
  const numbers = Array.from({ length: words }, (_, word) => word);
  const ask = (rule: CompiledRule): string =>
    numbers
      .map((word) => ({ word, bits: bitsOf(rule.facts, word) }))
      .filter(({ bits }) => bits !== 0)
      .map(({ word, bits }) => `q${whole(word)} |= ${whole(bits)};`)
      .join(' ');
  const asked = numbers.map((word) => `answer[${whole(4 + word)}] = q${whole(word)} & u${whole(word)};\n`);
  const open = numbers.map(
    (word) => `let q${whole(word)} = 0;\nconst u${whole(word)} = ${openText(facts, word)};\n`,
  );
  return `${open.join('')}${moved(plan, ask)}${asked.join('')}`;
}

function moved(plan: Plan, ask: (rule: CompiledRule) => string): string {
  switch (plan.combine) {
    case 'sum':
      return bySum(plan, ask);
    case 'most-urgent':
      return mostUrgent(plan, ask);
    case 'first-match':
      return firstMatch(plan, ask);
    default:
      return never(plan.combine);
  }
}

function bySum(plan: Plan, ask: (rule: CompiledRule) => string): string {
  const rules = plan.outcome.map((rule) => {
    const points = whole(rule.points);
    const might = rule.points > 0 ? `most += ${points};` : `least += ${points};`;
    return `if (${certain(rule)}) { least += ${points}; most += ${points}; } else if (${possible(rule)}) { ${might} ${ask(rule)} }\n`;
  });
  const ranks = `answer[0] = ${rankText(plan, 'least')};\nanswer[1] = ${rankText(plan, 'most')};\n`;
  return `let least = 0, most = 0;\n${rules.join('')}${ranks}answer[2] = least;\nanswer[3] = most;\n`;
}

/** Rules stand most urgent first: the first that is possible is the most urgent, the first that is certain ends the search. */
function mostUrgent(plan: Plan, ask: (rule: CompiledRule) => string): string {
  const rules = plan.outcome.map((rule) => {
    const rank = rankOf(rule);
    return `if (${certain(rule)}) { sure = ${rank}; break search; }\nif (${possible(rule)}) { if (might < 0) might = ${rank}; ${ask(rule)} }\n`;
  });
  const found = `let sure = ${whole(plan.defaultRank)}, might = -1;\nsearch: {\n${rules.join('')}}\n`;
  return `${found}answer[0] = sure;\nanswer[1] = might < 0 || might > sure ? sure : might;\nanswer[2] = 0;\nanswer[3] = 0;\n`;
}

/** Whatever may match first: the least and the most urgent of the rules up to the first that is certain. */
function firstMatch(plan: Plan, ask: (rule: CompiledRule) => string): string {
  const reach = (rank: string): string =>
    `if (${rank} > sure) sure = ${rank}; if (${rank} < might) might = ${rank};`;
  const rules = plan.outcome.map((rule) => {
    const rank = rankOf(rule);
    return `if (${possible(rule)}) { ${reach(rank)} if (${certain(rule)}) break search; ${ask(rule)} }\n`;
  });
  const found = `let sure = 0, might = ${whole(Number.MAX_SAFE_INTEGER)};\nsearch: {\n${rules.join('')}${reach(whole(plan.defaultRank))}\n}\n`;
  return `${found}answer[0] = sure;\nanswer[1] = might;\nanswer[2] = 0;\nanswer[3] = 0;\n`;
}

/** A condition that holds for every possible value of every fact it compares; over masks `m<index>`. */
export function certain({ node }: Pick<CompiledRule, 'node'>): string {
  return text(node, (leaf) => `(${name(leaf.fact)} & ${whole(~leaf.mask)}) === 0`);
}

/** A condition that holds for some of them. */
export function possible({ node }: Pick<CompiledRule, 'node'>): string {
  return text(node, possibly);
}

function possibly(leaf: LeafNode): string {
  return `(${name(leaf.fact)} & ${whole(leaf.mask)}) !== 0`;
}

function text(node: Node, leaf: (leaf: LeafNode) => string): string {
  switch (node.kind) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'leaf':
      return leaf(node);
    case 'all':
      return `(${node.of.map((part) => text(part, leaf)).join(' && ')})`;
    case 'any':
      return `(${node.of.map((part) => text(part, leaf)).join(' || ')})`;
    default:
      return never(node);
  }
}

/** The rank of a total, whose name is given. */
export function rankText(plan: Plan, total: string): string {
  const steps = plan.totals.map(({ from, rank }) => `${total} >= ${whole(from)} ? ${whole(rank)} : `);
  return `${steps.join('')}${whole(plan.defaultRank)}`;
}

/** A rule that names no band has no place where bands decide. */
function rankOf({ rank, rule }: CompiledRule): string {
  if (rank < 0) throw new RangeError(`rule ${rule.id} names no band`);
  return whole(rank);
}

function openText(facts: readonly ReadFact[], word: number): string {
  const open = facts
    .filter(({ index }) => Math.floor(index / 32) === word)
    .map(({ index }) => `((${name(index)} & (${name(index)} - 1)) !== 0 ? ${whole(1 << (index % 32))} : 0)`);
  return open.length > 0 ? open.join(' | ') : '0';
}

function bitsOf(facts: readonly number[], word: number): number {
  return facts
    .filter((fact) => Math.floor(fact / 32) === word)
    .reduce((bits, fact) => bits | (1 << (fact % 32)), 0);
}
