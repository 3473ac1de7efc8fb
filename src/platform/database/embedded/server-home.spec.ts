import { describe, expect, it } from '@jest/globals';
import { parseHome } from './server-home.js';

const written = { version: 1, folder: 'postgres', password: 'x'.repeat(32), port: 40_000 };

describe('what is written down about a server', () => {
  it('is where it lives, its password and its port', () => {
    const { version: _version, ...home } = written;
    expect(parseHome(JSON.stringify(written))).toEqual(home);
  });

  it.each([
    ['another version', { ...written, version: 2 }],
    ['no folder', { ...written, folder: '' }],
    ['no password', { ...written, password: undefined }],
    ['a port in words', { ...written, port: '40000' }],
  ])('is not believed with %s', (_what, other) => {
    expect(parseHome(JSON.stringify(other))).toBeNull();
  });

  it.each(['', '{', 'null', '[]', '"x"'])('is not believed when it is %s', (text) => {
    expect(parseHome(text)).toBeNull();
  });
});
