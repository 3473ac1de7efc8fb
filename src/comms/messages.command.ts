import type { INestApplicationContext } from '@nestjs/common';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { NotFound } from '../platform/http/problems.js';
import { FirstCensus, sourceName } from './first-census.service.js';

/** Lets the messages of a list's first census go, in a named person's name. */
export const releaseMessagesCommand: CliCommand = {
  name: 'messages release',
  description: 'release the messages of a list’s first census, once a person has checked it',
  policy: { name: 'messages.release', act: 'change' },
  configure: (command) => {
    command
      .requiredOption('--source <provider/service>', 'the list, for example NR5/slt')
      .requiredOption('--by <name>', 'who has checked it');
  },
  async run(app: INestApplicationContext, _args, options, _signal, operator): Promise<number> {
    const given = typeof options['source'] === 'string' ? options['source'] : '';
    const source = sourceName(given);
    if (!source)
      throw new CommandFailure(`--source: ${JSON.stringify(given)} is not a list such as NR5/slt.`);
    if (typeof options['by'] !== 'string' || options['by'].trim() === '')
      throw new CommandFailure('--by: say who has checked the census.');
    const planned = await app
      .get(FirstCensus)
      .release(operator, source)
      .catch((error: unknown) => {
        throw error instanceof NotFound ? new CommandFailure(error.message) : error;
      });
    process.stdout.write(
      `${JSON.stringify({ source: given, ready: planned.planned, heldStill: planned.held })}\n`,
    );
    return 0;
  },
};
