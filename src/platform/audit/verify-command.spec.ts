import { describe, expect, it } from '@jest/globals';
import { headOf, verifyCommand } from './verify-command.js';

describe('audit verify', () => {
  it('reads a noted link as it was printed', () => {
    expect(headOf(`12:${'AB'.repeat(32)}`)).toEqual({ position: 12, hash: 'ab'.repeat(32) });
    expect(headOf(undefined)).toBeUndefined();
  });

  it('refuses what is not a noted link, rather than prove less than was asked', () => {
    for (const given of ['', '12', `0:${'ab'.repeat(32)}`, `12:${'ab'.repeat(31)}`, `x:${'ab'.repeat(32)}`])
      expect(() => headOf(given)).toThrow('--expect');
  });

  it('ends with exit code 1 where the trail is not whole', () => {
    expect(verifyCommand.foundWrong?.({ ok: false })).toBe(true);
    expect(verifyCommand.foundWrong?.({ ok: true })).toBe(false);
  });
});
