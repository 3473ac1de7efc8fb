import type { DatabaseCommand } from '../cli/database-command.js';
import { CommandFailure } from '../cli/command.js';
import { type TrailHead, verifyTrail } from './verify-trail.js';

/** Proves the trail whole, or names its first broken link. Exit code 1 where it is not whole. */
export const verifyCommand: DatabaseCommand = {
  name: 'audit verify',
  description:
    'prove that no line of the trail was altered, taken out or put in, and print its last link to note',
  policy: { name: 'audit.verify', act: 'none' },
  configure: (command) => {
    command.option(
      '--expect <position:hash>',
      'a last link noted earlier, outside the database: the chain must still run through it',
    );
  },
  async about({ dataSource, options }) {
    const expected = headOf(options['expect']);
    const [there]: { chain: string | null }[] = await dataSource.query(
      `SELECT to_regclass('trail_link') AS chain`,
    );
    if (there?.chain == null)
      throw new CommandFailure(
        'This database has no trail yet: bring it up to date first (database migrate).',
      );
    return { ...(await verifyTrail(dataSource.manager, expected)) };
  },
  foundWrong: (answer) => answer['ok'] !== true,
};

/** As `audit verify` printed it: position and hash. Throws CommandFailure where it is neither. */
export function headOf(given: unknown): TrailHead | undefined {
  if (given === undefined) return undefined;
  const [, position, hash] =
    /^([1-9]\d{0,15}):([0-9a-f]{64})$/i.exec(typeof given === 'string' ? given : '') ?? [];
  if (position === undefined || hash === undefined)
    throw new CommandFailure(
      '--expect: this is not a noted link, such as 1204:9f86d0… (position, colon, 64 digits).',
    );
  return { position: Number(position), hash: hash.toLowerCase() };
}
