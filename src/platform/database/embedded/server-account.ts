import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An account of the operating system, by number. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** The account of a name in the text of /etc/passwd. */
export function accountIn(passwd: string, name: string): Account | null {
  for (const line of passwd.split('\n')) {
    const [found, , uid, gid] = line.split(':');
    if (found === name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? ''))
      return { name, uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/**
 * PostgreSQL refuses to run as root. As root, the account it runs as: the owner of the data where there are some
 * already, else `postgres` where there is one, else one made for this service, else `nobody`. As anybody else: null,
 * it runs as whoever runs us.
 */
export async function serverAccount(owner: { uid: number; gid: number } | null): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  if (owner !== null && owner.uid !== 0) return { name: `number ${owner.uid}`, ...owner };
  const existing = lookUp('postgres') ?? lookUp('breakwater');
  if (existing) return existing;
  for (const command of [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'breakwater'],
    ['adduser', '-S', '-D', '-H', '-s', '/bin/false', 'breakwater'],
  ] as const) {
    const [program, ...args] = command;
    const made = await run(program, args).then(
      () => lookUp('breakwater'),
      () => null,
    );
    if (made) return made;
  }
  const nobody = lookUp('nobody');
  if (nobody && nobody.uid !== 0) return nobody;
  throw new Error(
    'PostgreSQL does not run as root and no other account could be found or made: run as another user, or set DATABASE_URL',
  );
}

function lookUp(name: string): Account | null {
  try {
    return accountIn(readFileSync('/etc/passwd', 'utf8'), name);
  } catch {
    return null;
  }
}

/** What makes a child process run as the account; nothing where it runs as ourselves. */
export function runAs(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Whether the account can enter a directory and write there. Asked by trying: modes, owners and lists all count. */
export function canWriteIn(account: Account | null, directory: string): boolean {
  return tries(account, 'cd -- "$1" && [ -w . ] && [ -x . ]', directory);
}

/** Whether the account can run a program from where it lies, its libraries included. */
export function canRun(account: Account | null, program: string): boolean {
  return spawnSync(program, ['--version'], { ...runAs(account), cwd: '/', stdio: 'ignore' }).status === 0;
}

function tries(account: Account | null, script: string, argument: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', argument], { ...runAs(account), cwd: '/', stdio: 'ignore' })
      .status === 0
  );
}
