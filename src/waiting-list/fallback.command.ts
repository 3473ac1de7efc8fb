import { londonDate } from '../kernel/plain-date.js';
import type { AloneCommand } from '../platform/cli/alone-command.js';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { SigningKey } from '../platform/files/signing-key.js';
import { configOrFail } from '../platform/process/start.js';
import { fallbackKeyPath, FallbackLists } from './fallback-list.service.js';
import { provenFallback } from './fallback.reader.js';

/** Makes the lists for paper now, wherever somebody wants them. */
export const printFallbackCommand: CliCommand = {
  name: 'fallback print',
  description: 'makes the signed, printable lists for when the service is down',
  policy: { name: 'fallback.print', act: 'export' },
  configure: (command) => {
    command.requiredOption('--to <directory>', 'where; a folder of today’s name is made in it');
  },
  async run(app, _args, options, signal, operator): Promise<number> {
    const made = await app
      .get(FallbackLists, { strict: false })
      .make(String(options['to']), operator, signal);
    if (!made) throw new CommandFailure('Nobody is on any list: there is nothing to print.');
    const { folder, manifest } = made;
    const lists = manifest.lists.map(({ path, entries }) => ({ path, entries }));
    process.stdout.write(`${JSON.stringify({ folder, key: manifest.keyFingerprint, lists })}\n`);
    return 0;
  },
};

/** Proves a folder of printed lists, without a database: for the day on which there is none. */
export const verifyFallbackCommand: AloneCommand = {
  name: 'fallback verify <folder>',
  description: 'proves that a folder of printed lists is whole, unchanged, signed here and not too old',
  policy: { name: 'fallback.verify', act: 'none' },
  async alone(folder = ''): Promise<number> {
    const path = fallbackKeyPath(configOrFail(process.env));
    const key = await SigningKey.in(path).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      throw new CommandFailure(
        `The key cannot be read from ${path} (${code ?? 'it holds no Ed25519 key'}): name it with FALLBACK_KEY_FILE.`,
      );
    });
    const { ok, faults, manifest } = await provenFallback(folder, key, londonDate(new Date()));
    process.stdout.write(
      `${JSON.stringify({ ok, key: key.fingerprint, madeAt: manifest?.madeAt ?? null, faults })}\n`,
    );
    return ok ? 0 : 1;
  },
};
