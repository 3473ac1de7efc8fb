import { codeInWords } from '../kernel/plain-words.js';
import { commonSections } from './common-sections.js';
import type { Difference } from './difference.js';
import { queueSections } from './queue-sections.js';
import { isTool, type AnySet } from './tool-set.js';
import { toolSections } from './tool-sections.js';
import { wordingOf, type Wording } from './wording.js';

/**
 * Everything in which `after` differs from `before`, in words clinicians read. Neither how a condition is written nor the
 * order of rules, bands or lists is a difference; except that where the first rule that matches decides, the order of
 * rules is part of the meaning. The id and version of each are not compared: they say which two these are.
 */
export function differences(
  before: AnySet,
  after: AnySet,
  service: Wording['service'] = codeInWords,
): Difference[] {
  const wording = wordingOf(before, after, service);
  const common = Object.values(commonSections(wording)).flatMap((section) => section(before, after));
  if (isTool(before) && isTool(after))
    return [...common, ...Object.values(toolSections()).flatMap((section) => section(before, after))];
  if (!isTool(before) && !isTool(after))
    return [...common, ...Object.values(queueSections(wording)).flatMap((section) => section(before, after))];
  const kind = (set: AnySet): string => (isTool(set) ? 'a published tool' : 'decides the queue');
  return [
    {
      about: 'set',
      id: 'kind',
      title: 'The set',
      change: 'changed',
      part: 'what it is for',
      was: kind(before),
      now: kind(after),
      lines: [],
    },
    ...common,
  ];
}
