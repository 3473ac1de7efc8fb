import { describe, expect, it } from '@jest/globals';
import { isServerOf, servesWith, signalProcess } from './children.js';

const line = (...words: string[]) => `${words.join('\0')}\0`;

describe('a process is the server of a data directory', () => {
  it('when it was started with that directory', () => {
    expect(servesWith(line('/x/postgres', '-D', '/a b/cluster', '-c', 'port=1'), '/a b/cluster')).toBe(true);
  });

  it.each([
    ['another directory', line('/x/postgres', '-D', '/other')],
    ['a backend, which renames itself', 'postgres: writer \0\0\0'],
    ['one that has ended', ''],
    ['something else with the same number', line('/a b/cluster', 'vim')],
  ])('and not when it is %s', (_what, commandLine) => {
    expect(servesWith(commandLine, '/a b/cluster')).toBe(false);
  });

  it('and never when it is ourselves, or nobody', () => {
    expect(isServerOf(process.pid, '/a b/cluster')).toBe(false);
    expect(signalProcess(process.pid, 0)).toBe(true);
    expect(isServerOf(2_147_483_646, '/a b/cluster')).toBe(false);
  });
});
