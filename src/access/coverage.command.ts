import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { uncoveredInWords } from './coverage-words.js';
import { CoverageService } from './coverage.service.js';

/** Says which children the access map shows to nobody; 1 where there are such. */
export const checkAccessCommand: CliCommand = {
  name: 'access check',
  description:
    'say which lists and localities the access map shows to nobody, to no clinician, to no coordinator, and where no privacy officer looks',
  policy: { name: 'access.check', act: 'none' },
  async run(app): Promise<number> {
    const found = await app.get(CoverageService, { strict: false }).look();
    if (!found) throw new CommandFailure('No access map is set up: set ACCESS_MAP_FILE (docs/sign-in.md).');
    const { never, lately } = found;
    const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
    const sure = uncoveredInWords(never);
    for (const gap of sure) print({ gap, by: 'the access map' });
    for (const gap of uncoveredInWords(lately).filter((one) => !sure.includes(one)))
      print({ gap, by: 'what the access map says outright and who has signed in within 30 days' });
    return sure.length > 0 ? 1 : 0;
  },
};
