import { describe, expect, it } from '@jest/globals';
import { parsePostmasterFile } from './postmaster-file.js';

const whole =
  '4108\n/home/a b/.breakwater/postgres\n1763819000\n55432\n\n127.0.0.1\n  1234567  98304\nready   \n';

describe('the file a server writes about itself', () => {
  it('says which process it is, where its data lie, where it listens and whether it is ready', () => {
    expect(parsePostmasterFile(whole)).toEqual({
      pid: 4108,
      directory: '/home/a b/.breakwater/postgres',
      port: 55432,
      status: 'ready',
    });
  });

  it.each([1, 2, 3])('says nothing while only %i of its lines are there', (lines) => {
    expect(parsePostmasterFile(whole.split('\n').slice(0, lines).join('\n'))).toBeNull();
  });

  it.each(['', 'not a number\n/x\n1\n2\n', '-4\n/x\n1\n5432\n'])('is not believed when it is %j', (text) => {
    expect(parsePostmasterFile(text)).toBeNull();
  });
});
