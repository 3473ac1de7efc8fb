import { once } from 'node:events';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Trail } from '../platform/audit/trail.js';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { readQueueAsked } from './queue-asked.js';
import { queueItem } from './queue-item.js';
import { WaitingListService } from './waiting-list.service.js';

/** Entries read at once; the rest waits until these are written. */
const PAGE = 200;

/** Prints the queue as JSON lines: present decisions, in the order of a day. */
export const queueCommand: CliCommand = {
  name: 'queue',
  description: 'print the waiting list in order, one JSON object a line',
  policy: { name: 'queue.print', act: 'export' },
  configure: (command) => {
    command
      .option('--service <service>', 'only this service line, for example slt')
      .option('--limit <count>', 'at most so many entries; all where not said')
      .option('--on <date>', 'ordered as of this day (CCYY-MM-DD); today where not said');
  },
  async run(app: INestApplicationContext, _args, options, _signal, operator): Promise<number> {
    const trail = app.get(Trail);
    const database = app.get(DataSource);
    const list = app.get(WaitingListService);
    const ladder = list.ladder();
    const bands = ladder.rungs.map(({ id }) => id);
    const { service, on } = options;
    const read = readQueueAsked({ service, on }, { today: app.get<Clock>(CLOCK).today(), bands });
    if (!read.ok)
      throw new CommandFailure(read.faults.map(({ at, message }) => `--${at}: ${message}`).join(' '));
    let asked = read.value;
    let left = limitOf(options['limit']);
    while (left > 0) {
      const { entries, next } = await list.page(asked, Math.min(PAGE, left));
      // Written down before it is printed: what has left cannot be taken back.
      await database.transaction((tx) =>
        trail.record(tx, operator, [
          {
            act: 'export',
            action: 'queue.printed',
            subjectKind: 'waiting_list',
            subjectId: asked.filter.service ?? 'all',
            childIds: [...new Set(entries.map(({ childId }) => childId))],
            detail: { on: asked.on },
          },
        ]),
      );
      const lines = entries
        .map((entry) => `${JSON.stringify(queueItem(entry, asked.on, ladder))}\n`)
        .join('');
      if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
      if (!next) break;
      asked = { ...asked, after: next };
      left -= entries.length;
    }
    return 0;
  },
};

function limitOf(given: unknown): number {
  if (given === undefined) return Infinity;
  if (typeof given === 'string' && /^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new CommandFailure('--limit: This is not a whole number above 0.');
}
