import { codeInWords, dayInWords } from '../kernel/plain-words.js';
import { changes, said } from './compare-parts.js';
import { each, once, type Difference, type Section } from './difference.js';
import { sourceParts } from './part-changes.js';
import { combineWords, totalsWords } from './part-words.js';
import { ruleParts } from './rule-changes.js';
import type { CommonSet } from './rule-set.js';
import { ruleWords } from './rule-words.js';
import type { Wording } from './wording.js';

/** What is compared whatever a set is for. A key that is new does not compile until somebody says how it is compared. */
export function commonSections(wording: Wording): Readonly<Record<keyof CommonSet, Section<CommonSet>>> {
  return {
    id: () => [],
    version: () => [],
    title: once('set', 'title', said('title')),
    purpose: once('set', 'purpose', said('purpose')),
    intendedUse: once('set', 'intendedUse', said('intended use')),
    signOff: once('set', 'signOff', said('sign-off')),
    licence: once('set', 'licence', said('licence')),
    effectiveFrom: once('set', 'effectiveFrom', said('in force from', dayInWords)),
    effectiveTo: once('set', 'effectiveTo', said('in force until', dayInWords, 'another version takes over')),
    combine: once('set', 'combine', said('how rules combine', combineWords)),
    polarity: once('set', 'polarity', said('what is more urgent', codeInWords)),
    totals: once('set', 'totals', said('which total gives which band', totalsWords)),
    rules: (before, after) => [...rules(wording)(before, after), ...triedInAnotherOrder(before, after)],
    sources: each({
      about: 'source',
      of: (set) => set.sources,
      id: ({ id }) => id,
      title: ({ title }) => title,
      whole: ({ title, where }) => `${title}, ${where}`,
      compare: changes(sourceParts),
    }),
  };
}

function rules(wording: Wording): Section<CommonSet> {
  return each({
    about: 'rule',
    of: (set) => set.rules,
    id: ({ id }) => id,
    title: ({ title }) => title,
    whole: (rule) => ruleWords(rule, wording),
    compare: changes(ruleParts(wording)),
  });
}

/** Where the first rule that matches decides: rules that both sides have, tried in another order. */
function triedInAnotherOrder(before: CommonSet, after: CommonSet): readonly Difference[] {
  if (before.combine !== 'first-match' && after.combine !== 'first-match') return [];
  const shared = (set: CommonSet, other: CommonSet): string =>
    set.rules
      .filter(({ id }) => other.rules.some((rule) => rule.id === id))
      .map(({ id }) => id)
      .join(', then ');
  const inOrder = said<string>('order in which rules are tried');
  return once<CommonSet, 'rules'>('set', 'rules', () =>
    inOrder(shared(before, after), shared(after, before)),
  )(before, after);
}
