import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface WorkerProcess {
  /** As a power cut for this one process. */
  kill(): Promise<void>;
  /** As Ctrl-C; answers its exit code. */
  interrupt(): Promise<number | null>;
  printed(): string;
}

/** A worker from the sources as they are: only a real process can be killed. Resolves once it is ready. */
export async function startWorker(
  program: 'src/worker.ts' | 'test/support/deliver-messages.ts',
  environment: Readonly<Record<string, string>>,
): Promise<WorkerProcess> {
  const { SMTP_URL: _smtp, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', './test/support/typescript-loader.js', program], {
    cwd: root,
    env: { ...inherited, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<number | null>((done) => child.on('close', (code) => done(code)));
  await isReady(
    child,
    ended,
    (chunk) => (text += chunk),
    () => text,
  );
  return {
    printed: () => text,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async interrupt() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

function isReady(
  child: ChildProcess,
  ended: Promise<number | null>,
  add: (chunk: string) => void,
  text: () => string,
): Promise<void> {
  return new Promise((ready, fail) => {
    const hear = (chunk: Buffer): void => {
      add(chunk.toString());
      if (text().includes('The worker is ready.')) ready();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then((code) => fail(new Error(`the worker ended with ${String(code)}: ${text()}`)));
  });
}
