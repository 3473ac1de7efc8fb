import { join, relative } from 'node:path';
import type { AloneCommand } from '../platform/cli/alone-command.js';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { describeSource } from '../referrals/sources/describe-source.js';
import { loadSources, sourceFaultLine } from '../referrals/sources/load-sources.js';
import { readSources, sourcesDirectory } from '../referrals/sources/sources.reader.js';

/** Needs neither a database nor the application, which would not start on a faulty mapping. */
export const sourcesCheckCommand: AloneCommand = {
  name: 'sources check [path]',
  description:
    'reads the mappings of sources/, of a folder or of one file, and prints each fault and what to do',
  policy: { name: 'sources.check', act: 'none' },
  alone: async (path) => {
    const { under, loaded } = sourcesAt(path);
    if (loaded.ok) {
      for (const { id, version, provider, system } of loaded.value)
        console.log(JSON.stringify({ id, version, provider, system }));
      return 0;
    }
    for (const fault of loaded.faults)
      console.error(sourceFaultLine({ ...fault, file: join(relative(process.cwd(), under), fault.file) }));
    return 1;
  },
};

/** What is read from each source, and what its codes are taken to mean, for whoever agrees it with the provider. */
export const sourcesDescribeCommand: AloneCommand = {
  name: 'sources describe [path]',
  description: 'says in words how the extract of each source is read, and what its codes are taken to mean',
  policy: { name: 'sources.describe', act: 'none' },
  alone: async (path) => {
    const { loaded } = sourcesAt(path);
    if (!loaded.ok) throw new CommandFailure('a mapping has faults: sources check prints each of them');
    console.log(loaded.value.map(describeSource).join('\n\n'));
    return 0;
  },
};

function sourcesAt(path = sourcesDirectory()): { under: string; loaded: ReturnType<typeof loadSources> } {
  let files;
  try {
    files = readSources(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${path} cannot be read: ${why}`, { cause: error });
  }
  if (files.length === 0) throw new CommandFailure(`${path} has no mapping in it`);
  return { under: path.endsWith('.json') ? join(path, '..') : path, loaded: loadSources(files) };
}
