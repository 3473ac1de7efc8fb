import { SingleBar } from 'cli-progress';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { CaseloadService } from './caseload.service.js';
import { RedecideAll } from './redecide-all.service.js';
import { RedecideTurn } from './redecide-turn.service.js';

/**
 * Brings every decision under the rules in force today: looks over those that other rules made, then decides whatever is
 * due. Exit code 0: all done; 1: some children could not be decided; 130: stopped, and the next run goes on there.
 */
export const redecideCommand: CliCommand = {
  name: 'caseload redecide',
  description: 'look over all decisions under the rules in force today; decide again whom they concern',
  policy: { name: 'caseload.redecide', act: 'change' },
  async run(app, _args, _options, signal, operator): Promise<number> {
    const all = app.get(RedecideAll, { strict: false });
    const caseload = app.get(CaseloadService, { strict: false });
    const done = await app.get(RedecideTurn, { strict: false }).take(async () => {
      await all.markWithoutBasis();
      const looking = progressBar('looking');
      const runs = await all.run(operator, { signal, onProgress: looking.update }).finally(looking.stop);
      const deciding = progressBar('deciding');
      const decided = signal.aborted
        ? { decided: 0, unchanged: 0, failed: 0 }
        : await caseload
            .decideDue(operator, { signal, atOnce: 2, onProgress: deciding.update })
            .finally(deciding.stop);
      return { runs, ...decided };
    });
    if (done === null)
      throw new CommandFailure(
        'Another process is deciding at this moment. Give the same command again when it is done.',
      );
    console.log(JSON.stringify({ ...done, interrupted: signal.aborted }));
    return signal.aborted ? 130 : done.failed > 0 ? 1 : 0;
  },
};

/** At a terminal a bar; nothing where the output is read by a program. */
function progressBar(what: string): { update: (done: number, total: number) => void; stop: () => void } {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `${what} {bar} {percentage}% | {value} of {total} | {eta_formatted}`,
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
