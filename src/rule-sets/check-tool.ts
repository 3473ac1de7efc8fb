import { leavesOf } from './cells.js';
import { known, unique, type Report } from './report.js';
import type { Rule } from './rule-set.js';
import { toolDerivedFacts, type ToolSet } from './tool-set.js';

/** Faults between the parts of a published tool. */
export function checkTool(set: ToolSet, fault: Report): void {
  const codes = set.facts.map(({ code }) => code);
  unique(codes, 'facts', fault);
  unique(
    set.gaps.map(({ id }) => id),
    'gaps',
    fault,
  );
  unique(
    set.waitTables.map(({ id }) => id),
    'waitTables',
    fault,
  );
  for (const { id, waits } of set.waitTables)
    for (const band of Object.keys(waits)) known(set, band, `waitTables (${id}).waits`, fault);
  for (const band of Object.keys(set.slotShares?.shares ?? {})) known(set, band, 'slotShares.shares', fault);
  const looked = new Set(set.rules.flatMap((rule) => leavesOf(rule.conditions)).map(({ fact }) => fact));
  for (const code of codes)
    if (!looked.has(code)) fault(`facts (${code})`, 'is looked at by no rule: remove it');
  const ages = toolDerivedFacts.slice(0, 3).filter((code) => looked.has(code));
  if (ages.length > 1)
    fault('rules', `compare ${ages.join(' and ')}, which follow from one another: use one of them`);
  set.rules.forEach((rule, i) => checkRule(set, rule, `rules[${i}] (${rule.id}).event`, fault));
}

function checkRule(set: ToolSet, { event }: Rule, at: string, fault: Report): void {
  if (event.params.reason.family !== null)
    fault(
      `${at}.params.reason.family`,
      'must be null: a tool speaks to clinicians, it decides nothing for families',
    );
  if (event.type === 'gap' && !set.gaps.some(({ id }) => id === event.params.gap))
    fault(`${at}.params.gap`, `${event.params.gap} is not an id of gaps: add it there`);
  if (event.type !== 'band' || !event.params.orAbove) return;
  if (set.combine !== 'first-match')
    fault(`${at}.params.orAbove`, 'is only for sets that take the first match: the most urgent wins anyway');
  if (set.bands.find(({ id }) => id === event.params.band)?.rank === 0)
    fault(`${at}.params.orAbove`, `has nothing above it: ${event.params.band} is the most urgent band`);
}
