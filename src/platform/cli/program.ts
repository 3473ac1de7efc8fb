import { Command, CommanderError } from 'commander';
import type { CliCommand } from './command.js';
import { askWho } from './command-policy.js';

/** Does one command's work; answers the exit code. */
export type Run<C> = (
  command: C,
  args: readonly unknown[],
  options: Record<string, unknown>,
) => Promise<number>;

type Described = Pick<CliCommand, 'name' | 'description' | 'configure' | 'policy'>;

/**
 * A program from its commands. A name's leading words become subcommands (`demo load`), what follows in brackets its
 * arguments (`import <file...>`). Commander's own refusals (an unknown option, a missing file) are exit code 2.
 */
export async function runProgram<C extends Described>(
  commands: readonly C[],
  argv: readonly string[],
  run: Run<C>,
): Promise<number> {
  const program = new Command('breakwater')
    .description('Waiting-list risk triage for children.')
    .showHelpAfterError('(add --help to see how it is used)')
    .exitOverride();
  let code = 0;
  for (const command of commands) {
    const words = command.name.split(' ');
    const path = words.filter((word) => !/^[<[]/.test(word));
    const leaf = path.reduce((parent, word) => find(parent, word), program);
    leaf.description(command.description);
    for (const argument of words.slice(path.length)) leaf.argument(argument);
    command.configure?.(leaf);
    askWho(command.policy, leaf);
    leaf.action(async () => {
      code = await run(command, leaf.processedArgs as unknown[], leaf.opts());
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function find(parent: Command, word: string): Command {
  const existing = parent.commands.find((child) => child.name() === word);
  if (existing) return existing;
  const made = new Command(word).exitOverride().showHelpAfterError('(add --help to see how it is used)');
  parent.addCommand(made);
  return made;
}
