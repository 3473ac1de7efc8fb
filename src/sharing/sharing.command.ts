import { readFile } from 'node:fs/promises';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { Conflict, Invalid } from '../platform/http/problems.js';
import { SharingService } from './sharing.service.js';

const CODE = /^[A-Z0-9][A-Z0-9-]{1,29}$/;
/** Longer than any agreement; what is longer is another file. */
const MOST_BYTES = 1_000_000;

/** Proposes a version of an agreement from its file. Two signed-in people approve it, on the page and nowhere else. */
export const proposeSharingCommand: CliCommand = {
  name: 'sharing propose <file>',
  description:
    'propose a version of a sharing agreement; it holds once two people have approved it on the page',
  policy: { name: 'sharing.propose', act: 'change' },
  configure: (command) => {
    command
      .requiredOption('--by <name>', 'who proposes it; may not approve it')
      .requiredOption('--organisation <code>', 'for which organisation, for example NR5');
  },
  async run(app, args, options, _signal, operator): Promise<number> {
    const text = (name: string): string => (typeof options[name] === 'string' ? options[name].trim() : '');
    if (text('by') === '') throw new CommandFailure('--by: say who proposes it.');
    const organisation = text('organisation');
    if (!CODE.test(organisation))
      throw new CommandFailure(`--organisation: ${JSON.stringify(organisation)} is not a code such as NR5.`);
    const path = String(args[0]);
    const by = { id: operator.id ?? `operator#${text('by')}`, name: text('by'), organisation };
    const sharing = app.get(SharingService, { strict: false });
    try {
      const { id, version, hash } = await sharing.propose(operator, await jsonIn(path), by);
      process.stdout.write(`${JSON.stringify({ agreement: id, version, hash, state: 'proposed' })}\n`);
      return 0;
    } catch (error) {
      if (error instanceof Invalid)
        throw new CommandFailure(
          `${path} was not proposed: ${error.faults.map(({ at, message }) => `${at} ${message}`).join('; ')}.`,
        );
      if (error instanceof Conflict) throw new CommandFailure(`${path} was not proposed. ${error.message}`);
      throw error;
    }
  },
};

async function jsonIn(path: string): Promise<unknown> {
  const read = await readFile(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`${path} cannot be read: ${code ?? 'nobody knows why'}.`);
  });
  if (read.byteLength > MOST_BYTES) throw new CommandFailure(`${path} is too long for an agreement.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(read));
  } catch {
    throw new CommandFailure(`${path} is not JSON in UTF-8.`);
  }
}
