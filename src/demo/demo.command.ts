import { SingleBar } from 'cli-progress';
import { InvalidArgumentError } from 'commander';
import { systemActor } from '../kernel/actor.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { Conflict } from '../platform/http/problems.js';
import { type DemoProgress, DemoService } from './demo.service.js';

/** `demo load`: the synthetic caseload, into a database that holds nothing else. One JSON line when done. */
export const demoCommand: CliCommand = {
  name: 'demo load',
  description: 'load the synthetic demo caseload into an empty database, or finish a load that was cut off',
  policy: { name: 'demo.load', act: 'none' },
  configure(command) {
    command
      .option('--seed <number>', 'another invented caseload (default: 1)', wholeNumber)
      .option('--as-of <date>', 'the day it is made for, CCYY-MM-DD (default: today)', day)
      .option('--scale <times>', "times Plymouth's size, for benches (default: 1)", times);
  },
  async run(app, _args, options) {
    const shown = demoProgress(process.stderr);
    try {
      const loaded = await app
        .get(DemoService, { strict: false })
        .load(systemActor('demo load'), shown.onProgress, {
          seed: options['seed'] as number | undefined,
          asOf: options['asOf'] as PlainDate | undefined,
          scale: options['scale'] as number | undefined,
        });
      if (!loaded.added) console.error('The demo is here already: nothing has changed.');
      const { seed, asOf, scale, added } = loaded;
      console.log(JSON.stringify({ seed, asOf, scale, added }));
      return 0;
    } catch (error) {
      if (error instanceof Conflict) throw new CommandFailure(`The demo was not loaded: ${error.message}.`);
      throw error;
    } finally {
      shown.stop();
    }
  },
};

/** A bar for each step at a terminal; nothing where the output is read by a program. Also shown by the first start. */
export function demoProgress(to: NodeJS.WriteStream): {
  onProgress: (progress: DemoProgress) => void;
  stop: () => void;
} {
  let bar: SingleBar | undefined;
  let step = '';
  return {
    onProgress: (progress) => {
      if (!to.isTTY) return;
      if (progress.step !== step) {
        bar?.stop();
        step = progress.step;
        bar = new SingleBar({
          format: `${progress.step.padEnd(17)} {bar} {percentage}%`,
          stream: to,
          hideCursor: true,
          clearOnComplete: false,
        });
        bar.start(progress.total, progress.done);
      } else bar?.update(progress.done);
    },
    stop: () => bar?.stop(),
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number of at most nine digits.');
  return Number(text);
}

function day(text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new InvalidArgumentError('Give a real date, CCYY-MM-DD.');
  return date;
}

function times(text: string): number {
  const number = /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (number <= 0 || number > 60) throw new InvalidArgumentError('Give a number above 0, at most 60.');
  return number;
}
