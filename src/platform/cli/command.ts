import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import type { Actor } from '../../kernel/actor.js';
import type { CommandPolicy } from './command-policy.js';

/** One command of `npm run cli --`. A room exports one from its `.command.ts`; `cli.ts` lists them. */
export interface CliCommand {
  /** As commander reads it, for example `import <file...>` or `demo load`. */
  name: string;
  description: string;
  /** Who runs it and why is asked by this; a command without one does not compile. */
  policy: CommandPolicy;
  /** Options and arguments. */
  configure?(command: Command): void;
  /** Does the work in a booted application and answers the exit code: 0 done, 1 found wrong, 2 could not be done. */
  run(
    app: INestApplicationContext,
    args: readonly unknown[],
    options: Record<string, unknown>,
    /** Aborted by Ctrl-C: what takes long stops where it can, leaving nothing half-done. */
    signal: AbortSignal,
    /** Whoever runs it, for the trail. */
    operator: Actor,
  ): Promise<number>;
}

export { CommandFailure } from './command-failure.js';
