import { CommandFailure } from '../cli/command.js';

/** Two signals closer together than this are one Ctrl-C: a terminal and npm each send it. */
const SAME_KEY_MS = 750;

/**
 * From the first line of an entry point to its exit code. What is opened says how it is closed; everything is closed
 * in reverse order on a signal, on a failure and at the end, also when the signal comes in the middle of starting.
 */
export interface Lifetime {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP: work that takes long should stop. */
  readonly signal: AbortSignal;
  closing(step: () => Promise<void>): void;
  /** Resolves when the process has been told to stop. */
  untilTold(): Promise<void>;
}

/**
 * Runs an entry point. What it answers is the exit code. A `CommandFailure` is one sentence on stderr and exit code 2;
 * anything else that is thrown is a fault of ours, shown whole, exit code 1. A second Ctrl-C ends at once.
 */
export async function live(work: (lifetime: Lifetime) => Promise<number>): Promise<void> {
  const stop = new AbortController();
  const steps: (() => Promise<void>)[] = [];
  let first = 0;
  const told = (name: NodeJS.Signals): void => {
    if (!stop.signal.aborted) {
      first = Date.now();
      stop.abort(new Error(`stopped by ${name}`));
    } else if (Date.now() - first > SAME_KEY_MS) {
      say('Stopping at once.');
      process.exit(130);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, told);
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      /* Whoever read us has gone (`| head`): nothing more to say, but everything to close. */
      if (error.code === 'EPIPE') stop.abort(error);
      else throw error;
    });

  let code = 0;
  const fault = (error: unknown): void => {
    code = explain(error);
    stop.abort(error);
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
  try {
    const answer = await work({
      signal: stop.signal,
      closing: (step) => void steps.push(step),
      untilTold: () => aborted(stop.signal),
    });
    code = Math.max(code, answer);
  } catch (error) {
    if (!stop.signal.aborted) code = explain(error);
  }
  for (const step of steps.reverse()) {
    try {
      await step();
    } catch (error) {
      code = Math.max(code, explain(error));
    }
  }
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
}

function explain(error: unknown): number {
  if (error instanceof CommandFailure) {
    say(error.message);
    return 2;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
