import { once } from 'node:events';
import { SingleBar } from 'cli-progress';
import { isUuid } from '../kernel/ids.js';
import { parsePlainDate } from '../kernel/plain-date.js';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { type Odd, ReplayAll, type ReplayAsked } from './replay-all.service.js';

/** Differences told of one decision, and letters of each: enough to see what kind it is. */
const TOLD = 5;
const LETTERS = 240;

/**
 * Makes stored decisions again, each from its receipt alone, and prints those that come out otherwise. Exit code 0: all
 * the same; 1: some differ, or could not be replayed because their rules are not here; 130: stopped before the end.
 */
export const replayDecisionsCommand: CliCommand = {
  name: 'decisions replay',
  description: 'make stored decisions again from their receipts; print each that differs, and the count',
  policy: { name: 'decisions.replay', act: 'view' },
  configure: (command) => {
    command
      .option('--all', 'every stored decision')
      .option('--referral <id>', 'only those about this referral')
      .option('--since <date>', 'only those made on this day (CCYY-MM-DD) or later')
      .option('--after <id>', 'go on after this decision, where an earlier run was stopped');
  },
  async run(app, _args, options, signal, operator): Promise<number> {
    const asked = askedFor(options);
    const bar = progressBar();
    const write = (lines: string): Promise<void> => print(lines, signal);
    const { lastId, ...came } = await app
      .get(ReplayAll, { strict: false })
      .run(operator, asked, {
        signal,
        onProgress: bar.update,
        onOdd: (odd) => write(odd.map(lineOf).join('')),
      })
      .finally(bar.stop);
    if (came.replayed === 0 && asked.referralId !== null && !came.interrupted && asked.after === null)
      throw new CommandFailure(`--referral: no decision is stored about ${asked.referralId}.`);
    await write(`${JSON.stringify({ ...came, ...(came.interrupted ? { after: lastId } : {}) })}\n`);
    if (came.interrupted)
      console.error(
        `Stopped before the end.${lastId === null ? '' : ` To go on: the same command with --after ${lastId}`}`,
      );
    return came.interrupted ? 130 : came.differ + came.notHere > 0 ? 1 : 0;
  },
};

function askedFor(options: Readonly<Record<string, unknown>>): ReplayAsked {
  const text = (name: string): string | null =>
    typeof options[name] === 'string' ? options[name].trim() : null;
  const id = (name: string, what: string): string | null => {
    const given = text(name);
    if (given !== null && !isUuid(given))
      throw new CommandFailure(`--${name}: this is not the id of ${what}.`);
    return given;
  };
  const day = text('since');
  const since = day === null ? null : parsePlainDate(day);
  if (since === undefined) throw new CommandFailure('--since: this is not a real date, CCYY-MM-DD.');
  const asked = { referralId: id('referral', 'a referral'), since, after: id('after', 'a decision') };
  if (options['all'] !== true && asked.referralId === null && asked.since === null)
    throw new CommandFailure('Say which decisions: --all, --referral <id> or --since <date>.');
  return asked;
}

function lineOf({ id, referralId, decidedAt, columns, checked }: Odd): string {
  const line = (rest: Record<string, unknown>): string => `${JSON.stringify({ ...which, ...rest })}\n`;
  const which = {
    decision: id,
    referral: referralId,
    decidedAt,
    ruleSet: `${String(columns.ruleSetId)}@${String(columns.ruleSetVersion)}`,
  };
  if (checked.is === 'not_here') return line({ is: 'not replayed', why: checked.why });
  const told = checked.differences.slice(0, TOLD).map(shortened);
  return line({ is: 'different', differences: told, more: checked.differences.length - told.length });
}

const shortened = (text: string): string => (text.length > LETTERS ? `${text.slice(0, LETTERS)}…` : text);

/** Waits for a slow reader, but not for one that has gone: that stops the run, which says so by its exit code. */
async function print(lines: string, signal: AbortSignal): Promise<void> {
  if (!process.stdout.writable || process.stdout.write(lines)) return;
  await once(process.stdout, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** At a terminal a bar; nothing where the output is read by a program. */
function progressBar(): { update: (done: number, total: number) => void; stop: () => void } {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: 'deciding again {bar} {percentage}% | {value} of {total} | {eta_formatted}',
    stream: process.stderr,
    hideCursor: true,
  });
  let started = false;
  return {
    update: (done, total) => {
      if (started) bar.update(done);
      else bar.start(total, done);
      started = true;
    },
    stop: () => bar.stop(),
  };
}
