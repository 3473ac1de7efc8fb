import { cellOf, type Cells } from './cells.js';
import type { CompiledNeed, CompiledRule, CompiledRuleSet } from './compile.js';
import { masksText, name, whole, type ReadFact } from './generate-reading.js';
import { certain, possible } from './generate-rules.js';
import type { Knot } from './knots.js';

/** A rule's bit in its place: true, or possible, or neither. Points count into the total, both ways where possible. */
export function ruleText(rule: CompiledRule, nth: number): string {
  const word = whole(Math.floor(nth / 32));
  const points = whole(rule.points);
  const bit = bitText(nth);
  const sure = rule.points === 0 ? '' : ` least += ${points}; most += ${points};`;
  const maybe = rule.points === 0 ? '' : rule.points > 0 ? ` most += ${points};` : ` least += ${points};`;
  return `if (${certain(rule)}) { t${word} |= ${bit};${sure} } else if (${possible(rule)}) { p${word} |= ${bit};${maybe} }\n`;
}

/** Settles the needs into `own`, each a bit of `certain` and of `open`; gives up, answering so, where a knot is open. */
export function needsText(
  ruleSet: CompiledRuleSet,
  facts: readonly Pick<ReadFact, 'index'>[],
  givenUp: 'false' | '-1',
): string {
  const knots = ruleSet.needs.flatMap((need) => need.knots.map((knot) => knotText(knot, givenUp)));
  const needs = ruleSet.needs.map(needText);
  // A block of its own: the same fact may be read from `own` under the same name.
  const settled = `{\n${masksText(facts, 'wide')}${knots.join('')}${needs.join('')}}\n`;
  return `let certain = 0, open = 0;\n${settled}${needDomainsText(ruleSet)}`;
}

/** A need's bits, `open` where it is at least possible; and the fact `need_…` in `own`: no, yes, or either. */
function needText(need: CompiledNeed, nth: number): string {
  const bit = bitText(nth);
  const write = (mask: number): string =>
    need.fact < 0 ? '' : ` own[${whole(need.fact)}] = ${whole(mask)};`;
  return (
    `if (${certain(need)}) { certain |= ${bit}; open |= ${bit};${write(0b10)} } ` +
    `else if (${possible(need)}) { open |= ${bit};${write(0b11)} } else {${write(0b01)} }\n`
  );
}

/** How many needs there are, from those certain to those possible (cells.ts, cellsBetween). */
function needDomainsText({ facts, needDomains, needs }: CompiledRuleSet): string {
  const cells = facts[needDomains];
  if (!cells) return '';
  const count = (bits: string): string =>
    needs.map((_, nth) => `((${bits} & ${bitText(nth)}) !== 0 ? 1 : 0)`).join(' + ') || '0';
  return (
    `const sure = ${count('certain')};\nconst might = ${count('open')};\n` +
    `own[${whole(needDomains)}] = (${cellText(cells, 'might')}) * 2 - (${cellText(cells, 'sure')});\n`
  );
}

/** Gives up where the comparisons of a fact have no value, among those possible, that is least and greatest for all. */
export function knotText({ fact, masks }: Knot, givenUp: 'false' | '-1'): string {
  const cells = name(fact);
  const steps = masks.map(
    (mask) =>
      `if ((${cells} & ${whole(~mask)}) !== 0) least &= ${whole(~mask)}; ` +
      `if ((${cells} & ${whole(mask)}) !== 0) most &= ${whole(mask)};\n`,
  );
  const open = `if ((${cells} & (${cells} - 1)) !== 0)`;
  return `${open} {\nlet least = ${cells}, most = ${cells};\n${steps.join('')}if (least === 0 || most === 0) return ${givenUp};\n}\n`;
}

export function bitText(nth: number): string {
  return whole(1 << (nth % 32));
}

/** The cell of a count, as cellOf() finds it: each stretch but the first begins at its own value. */
function cellText(cells: Cells, count: string): string {
  const steps = cells.values
    .slice(1)
    .map((value, before) => `${count} < ${whole(Number(value))} ? ${whole(1 << before)} : `);
  return `${steps.join('')}${whole(cellOf(cells, Number(cells.values.at(-1))))}`;
}
