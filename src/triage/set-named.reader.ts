import { nameOf } from '../rule-sets/manifest.js';
import { parseAnySet } from '../rule-sets/parse-rule-set.js';
import { readRules, rulesDirectory } from '../rule-sets/rules.reader.js';
import type { AnySet } from '../rule-sets/tool-set.js';

/** The set or tool `<id>@<version>` of `rules/`; a sentence where there is none, or it has a fault. */
export function setNamed(name: unknown): AnySet | string {
  const { files } = readRules(rulesDirectory());
  const file = files.find((one) => nameOf(one) === name);
  if (!file) return `There is no rule set ${String(name)}: name one of ${files.map(nameOf).join(', ')}.`;
  const parsed = parseAnySet(file.text);
  if (parsed.ok) return parsed.value;
  const faults = parsed.faults.map(({ at, message }) => `  ${at}: ${message}`);
  return `${nameOf(file)} has faults, which rules check prints:\n${faults.join('\n')}`;
}
