import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { type Account, canWriteIn } from './server-account.js';

/** Where one installation's server lives, written once into `postgres.json` in its data directory. */
export interface ServerHome {
  /** A folder the server's account can enter; `cluster` below it is PostgreSQL's own data directory. */
  folder: string;
  /** What the server prints; beside `postgres.json`, where the server's account cannot write by itself. */
  log: string;
  password: string;
  /** Tried first at each start, so that the address seldom changes. */
  port: number;
}

type Written = Omit<ServerHome, 'log'> & { version: 1 };

const FILE = 'postgres.json';

/** The home written down earlier, or one made now. Two processes starting at once end up with the same one. */
export function serverHome(dataDir: string, account: Account | null, freePort: number): ServerHome {
  const root = makeDataDir(dataDir, account);
  const file = join(root, FILE);
  const earlier = readHome(file, root);
  if (earlier) {
    if (!canWriteIn(account, earlier.folder))
      throw new Error(
        `the database of ${root} lies in ${earlier.folder}, which ${account ? `the account ${account.name}` : 'this account'} may not enter: run as whoever first started it, or set BREAKWATER_DATA`,
      );
    return earlier;
  }
  const folder = makeFolder(root, account);
  const written: Written = {
    version: 1,
    folder: folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : folder,
    password: randomBytes(24).toString('base64url'),
    port: freePort,
  };
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isAbsolute(written.folder)) rmSync(folder, { recursive: true, force: true });
  } finally {
    rmSync(draft, { force: true });
  }
  const home = readHome(file, root);
  if (!home) throw new Error(`${file} cannot be read: remove it to begin a new database`);
  return home;
}

/** Who owns the data of an earlier start; null where there are none. */
export function ownerOfHome(dataDir: string): { uid: number; gid: number } | null {
  const root = resolve(dataDir);
  const found = readHome(join(root, FILE), root);
  const folder = found && statSync(found.folder, { throwIfNoEntry: false });
  return folder ? { uid: folder.uid, gid: folder.gid } : null;
}

/**
 * The data directory: closed to others; as root others may pass through, because the server's account must. One that
 * somebody made for us, closed and empty, is opened that far.
 */
function makeDataDir(dataDir: string, account: Account | null): string {
  const wanted = resolve(dataDir);
  mkdirSync(wanted, { recursive: true, mode: account ? 0o711 : 0o700 });
  if (account && statSync(wanted).uid === 0 && readdirSync(wanted).length === 0) chmodSync(wanted, 0o711);
  return realpathSync(wanted);
}

/** Inside the data directory where the account can enter it; else under /var/lib, else a temporary directory. */
function makeFolder(root: string, account: Account | null): string {
  const inside = join(root, 'postgres');
  own(inside, account);
  if (canWriteIn(account, inside)) return inside;
  rmSync(inside, { recursive: true, force: true });
  const outside = join(folderElsewhere(account), `data-${randomBytes(8).toString('hex')}`);
  own(outside, account);
  return outside;
}

/** A folder anybody can pass through and only we can write in. */
export function folderElsewhere(account: Account | null): string {
  const lib = '/var/lib/breakwater';
  try {
    mkdirSync(lib, { recursive: true, mode: 0o755 });
    const trial = mkdtempSync(join(lib, 'trial-'));
    own(trial, account);
    const usable = canWriteIn(account, trial);
    rmSync(trial, { recursive: true });
    if (usable) return lib;
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
  const temporary = mkdtempSync(join(tmpdir(), 'breakwater-'));
  chmodSync(temporary, 0o711);
  return temporary;
}

/** Removes a data directory and what lies elsewhere for it. For throwaways, whose server has stopped. */
export function removeHome(dataDir: string): void {
  const root = resolve(dataDir);
  const found = readHome(join(root, FILE), root);
  for (const folder of found ? [found.folder, root] : [root])
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function own(folder: string, account: Account | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
}

function readHome(file: string, root: string): ServerHome | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
  const found = parseHome(text);
  if (!found) throw new Error(`${file} is damaged: mend it, or remove it to begin a new database`);
  return { ...found, folder: resolve(root, found.folder), log: join(root, 'postgres.log') };
}

/** The home as written, its folder perhaps relative; null where it is not one. */
export function parseHome(text: string): Omit<ServerHome, 'log'> | null {
  try {
    const found = JSON.parse(text) as Partial<Written>;
    const { version, folder, password, port } = found;
    if (version !== 1 || typeof folder !== 'string' || typeof password !== 'string') return null;
    if (typeof port !== 'number' || folder === '' || password === '') return null;
    return { folder, password, port };
  } catch {
    return null;
  }
}
