import type { CliCommand } from './command.js';

/**
 * A command that needs neither a database nor the application: it works when the service is down. Answers the exit code:
 * 0 done, 1 found wrong, 2 could not be done.
 */
export interface AloneCommand extends Pick<CliCommand, 'name' | 'description' | 'policy'> {
  /** Gets the command's argument, where it has one. */
  alone(argument?: string): Promise<number>;
}

/** The same, for a command that has options or several arguments. */
export interface AloneCommandWithOptions extends Pick<
  CliCommand,
  'name' | 'description' | 'configure' | 'policy'
> {
  aloneWith(args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number>;
}
