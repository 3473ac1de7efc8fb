import { describe, expect, it } from '@jest/globals';
import type { CliCommand } from './command.js';
import { runProgram } from './program.js';

const commands: Pick<CliCommand, 'name' | 'description' | 'configure' | 'policy'>[] = [
  {
    name: 'import <file...>',
    description: 'reads files',
    policy: { name: 'file.read', act: 'none' },
    configure: (command) =>
      void command.option('--allow-empty').configureOutput({ writeErr: () => undefined }),
  },
  { name: 'demo load', description: 'loads the demo', policy: { name: 'demo.load', act: 'none' } },
  { name: 'demo forget', description: 'forgets it', policy: { name: 'demo.forget', act: 'none' } },
];

const run = async (...argv: string[]) => {
  const ran: unknown[] = [];
  const code = await runProgram(commands, argv, async (command, args, options) => {
    ran.push([command.name, args, options]);
    return 0;
  });
  return { code, ran };
};

describe('a command', () => {
  it('gets its arguments and options', async () => {
    expect(await run('import', 'a.csv', 'b.csv', '--allow-empty')).toEqual({
      code: 0,
      ran: [['import <file...>', [['a.csv', 'b.csv']], { allowEmpty: true }]],
    });
  });

  it('may be two words, beside another of the same first word', async () => {
    expect((await run('demo', 'load')).ran).toEqual([['demo load', [], {}]]);
    expect((await run('demo', 'forget')).ran).toEqual([['demo forget', [], {}]]);
  });

  it('that is given wrongly is refused with exit code 2 and does nothing', async () => {
    expect(await run('import')).toEqual({ code: 2, ran: [] });
    expect(await run('import', 'a.csv', '--nonsense')).toEqual({ code: 2, ran: [] });
  });

  it('answers the exit code of its work', async () => {
    expect(await runProgram(commands, ['demo', 'load'], async () => 1)).toBe(1);
  });
});
