import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Account, runAs } from './server-account.js';

/**
 * Runs a program to its end and answers what it printed and how it ended. It has a process group of its own, so that
 * Ctrl-C in a terminal reaches us alone; when `signal` aborts, the whole group is ended.
 */
export async function runToEnd(
  program: string,
  args: readonly string[],
  account: Account | null,
  signal: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    ...runAs(account),
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const end = (): void => {
    if (child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    return { code, output };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** false: there was no such process any more. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true;
    return false;
  }
}

/**
 * Whether a process is the server of a data directory. After a crash or in a new container the same number may belong
 * to something else; a server was started with `-D` and its directory, which tells. (Its working directory would tell
 * too, but in a container root may not look at another account's.) Where the system has no /proc, a living process is
 * believed.
 */
export function isServerOf(pid: number, directory: string): boolean {
  if (!signalProcess(pid, 0)) return false;
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    return servesWith(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), directory);
  } catch {
    return false;
  }
}

/** A command line as /proc writes it, its words ended by zero bytes. A process that has ended has none left. */
export function servesWith(commandLine: string, directory: string): boolean {
  const words = commandLine.split('\0');
  return words[words.indexOf('-D') + 1] === directory && words.includes('-D');
}
