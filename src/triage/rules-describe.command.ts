import type { AloneCommandWithOptions } from '../platform/cli/alone-command.js';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { describeSet } from '../rule-sets/describe-set.js';
import { descriptionText } from '../rule-sets/description-words.js';
import { setNamed } from './set-named.reader.js';

/** What a rule set or a published tool asks, answers and leaves open. Needs no database. */
export const rulesDescribeCommand: AloneCommandWithOptions = {
  name: 'rules describe',
  description: 'says what a rule set asks, how it decides, where it comes from and what it leaves open',
  policy: { name: 'rules.describe', act: 'none' },
  configure: (command) => {
    command
      .requiredOption('--set <id@version>', 'the set, as rules check names it')
      .option('--json', 'as one line of JSON');
  },
  aloneWith(_, options): Promise<number> {
    const set = setNamed(options['set']);
    if (typeof set === 'string') throw new CommandFailure(set);
    const described = describeSet(set);
    console.log(options['json'] === true ? JSON.stringify(described) : descriptionText(described));
    return Promise.resolve(0);
  },
};
