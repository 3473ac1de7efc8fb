import { once } from 'node:events';
import type { INestApplicationContext } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { type CliCommand, CommandFailure } from '../platform/cli/command.js';
import { AuditExportService } from './audit-export.service.js';
import { readDayRange } from './day-range.js';

/** Ten years at once; the trail is read some lines at a time. */
const DAYS = { usual: 1, most: 3660 };

/** Prints the trail as FHIR AuditEvents, one a line. */
export const exportAuditCommand: CliCommand = {
  name: 'audit export',
  description: 'print the trail of some days as FHIR AuditEvents, one JSON object a line',
  policy: { name: 'audit.export', act: 'export' },
  configure: (command) => {
    command
      .requiredOption('--from <date>', 'the first day (CCYY-MM-DD)')
      .requiredOption('--to <date>', 'the last day, included')
      .option('--child <id>', 'only what is about this child');
  },
  async run(app: INestApplicationContext, _args, options, signal, operator): Promise<number> {
    const text = (name: string): string | undefined =>
      typeof options[name] === 'string' ? options[name] : undefined;
    const range = readDayRange({ from: text('from'), to: text('to') }, app.get<Clock>(CLOCK).today(), DAYS);
    if (!range.ok)
      throw new CommandFailure(range.faults.map(({ at, message }) => `--${at}: ${message}.`).join(' '));
    const childId = text('child') ?? null;
    if (childId !== null && !isUuid(childId))
      throw new CommandFailure('--child: this is not the id of a child.');
    for await (const events of app.get(AuditExportService).all(operator, { ...range.value, childId })) {
      signal.throwIfAborted();
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
      if (lines !== '' && !process.stdout.write(lines)) await once(process.stdout, 'drain', { signal });
    }
    return 0;
  },
};
