import { DataSource } from 'typeorm';
import { Trail } from '../../audit/trail.js';
import { type CliCommand, CommandFailure } from '../../cli/command.js';
import { Sessions } from './sessions.js';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * Signs one person out everywhere, whatever their identity provider thinks: a lost laptop, somebody who has left. They
 * may sign in again unless the provider or the access map says otherwise.
 */
export const endSessionsCommand: CliCommand = {
  name: 'sessions end',
  description: 'sign one person out everywhere, at once; they may sign in again where the provider lets them',
  policy: { name: 'sessions.end', act: 'change' },
  configure: (command) => {
    command
      .requiredOption(
        '--person <name or id>',
        'whose: their name as pages say it, or their id as the trail has it',
      )
      .requiredOption('--by <name>', 'who ends them');
  },
  async run(app, _args, options, _signal, operator): Promise<number> {
    const person = text(options['person']);
    if (person === '') throw new CommandFailure('--person: say whose sessions end.');
    if (text(options['by']) === '') throw new CommandFailure('--by: say who ends them.');
    if (operator.why === null)
      throw new CommandFailure('--why: say why they end. It is kept with your name.');
    const sessions = app.get(Sessions);
    const found = await sessions.peopleNamed(person);
    const [id] = found;
    if (id === undefined) throw new CommandFailure(`Nobody who is ${JSON.stringify(person)} is signed in.`);
    if (found.length > 1)
      throw new CommandFailure(
        `Several people are ${JSON.stringify(person)}. Say which: ${found.join('; ')}.`,
      );
    const ended = await app.get(DataSource).transaction(async (tx) => {
      const all = await sessions.endAllOf(tx, id, 'ended by an operator');
      const detail = { why: 'ended by an operator', person: id };
      await app.get(Trail).record(
        tx,
        operator,
        all.map((one) => ({
          act: 'change' as const,
          action: 'session.ended',
          subjectKind: 'session',
          subjectId: one.id,
          detail,
        })),
      );
      return all.length;
    });
    process.stdout.write(`${JSON.stringify({ person: id, sessionsEnded: ended })}\n`);
    return 0;
  },
};
