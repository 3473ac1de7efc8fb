import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { Actor } from '../../kernel/actor.js';
import type { Act } from '../../kernel/policy.js';
import { CommandFailure } from './command-failure.js';

/**
 * Who may run a command, and what it does to records. Whoever runs commands has the machine and the database already, so
 * the question is not whether they may but who they are and why: that is what the trail keeps.
 */
export interface CommandPolicy {
  /** noun.verb, as the trail and the register of commands print it. */
  name: string;
  /** What it does with records of children; `none` where it touches none. */
  act: Act | 'none';
  /** Run by a timer, so that nobody can be asked why. */
  unattended?: true;
}

/** The options of a command that touches records: who runs it and why. */
export function askWho(policy: CommandPolicy, command: Command): void {
  if (policy.act === 'none') return;
  if (!command.options.some(({ long }) => long === '--by'))
    command.option('--by <name>', 'who runs this; the account of this machine where not said');
  command.option('--why <reason>', 'why; must be said to look at or copy real children’s records');
}

/** Whoever runs a command, as the trail names them. Throws CommandFailure where a reason is needed and not given. */
export function operatorOf(
  policy: CommandPolicy,
  options: Readonly<Record<string, unknown>>,
  { real }: { real: boolean },
): Actor {
  const said = (name: string): string | null => {
    const value = options[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 500) : null;
  };
  const why = said('why');
  const looks = policy.act === 'view' || policy.act === 'search' || policy.act === 'export';
  if (real && why === null && looks && !policy.unattended)
    throw new CommandFailure('Say why you look at these records: --why "…". It is kept with your name.');
  const account = userInfo().username;
  return {
    kind: 'person',
    name: said('by') ?? account,
    role: 'unspecified',
    selfDeclared: true,
    id: `operator#${account}`,
    organisation: null,
    agency: null,
    from: null,
    requestId: null,
    why,
  };
}
