import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isServiceLineId, serviceLine } from '../referrals/service-line.js';
import type { AloneCommandWithOptions } from '../platform/cli/alone-command.js';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { codeInWords } from '../kernel/plain-words.js';
import { differencesText } from '../rule-sets/difference-words.js';
import { differences } from '../rule-sets/differences.js';
import { nameOf } from '../rule-sets/manifest.js';
import { parseAnySet } from '../rule-sets/parse-rule-set.js';
import { readRules, rulesDirectory } from '../rule-sets/rules.reader.js';
import type { AnySet } from '../rule-sets/tool-set.js';

/** What changed between two versions of a rule set, for whoever signs the newer one off. Needs no database. */
export const rulesDiffCommand: AloneCommandWithOptions = {
  name: 'rules diff <before> <after>',
  description: 'says in words what differs between two rule sets, each <id>@<version> or a path',
  policy: { name: 'rules.diff', act: 'none' },
  configure: (command) => {
    command.option('--json', 'as one line of JSON');
  },
  async aloneWith([first = '', second = ''], options): Promise<number> {
    const [before, after] = [setCalled(first), setCalled(second)];
    const found = differences(before, after, (line) =>
      isServiceLineId(line) ? serviceLine(line).title : codeInWords(line),
    );
    console.log(
      options['json'] === true
        ? JSON.stringify({ before: nameOf(before), after: nameOf(after), differences: found })
        : `From ${nameOf(before)} to ${nameOf(after)}: ${differencesText(found)}`,
    );
    return 0;
  },
};

/** The set of that name in `rules/`, or of that file or folder. Throws CommandFailure where there is none or it has a fault. */
function setCalled(name: string): AnySet {
  const parsed = parseAnySet(textCalled(name));
  if (parsed.ok) return parsed.value;
  const faults = parsed.faults.map(({ at, message }) => `  ${at}: ${message}`).join('\n');
  throw new CommandFailure(`${name} cannot be read as a rule set:\n${faults}`);
}

function textCalled(name: string): string {
  if (existsSync(name))
    return readFileSync(statSync(name).isDirectory() ? join(name, 'rule-set.json') : name, 'utf8');
  const { files } = readRules(rulesDirectory());
  const file = files.find((one) => nameOf(one) === name);
  if (file) return file.text;
  throw new CommandFailure(
    `There is no rule set ${name}: name a path, or one of ${files.map(nameOf).join(', ')}.`,
  );
}
