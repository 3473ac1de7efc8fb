import { describe, expect, it } from '@jest/globals';
import { accountIn } from './server-account.js';

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash',
  'broken:x:::',
].join('\n');

describe('the account a server runs as', () => {
  it('is found by its whole name', () => {
    expect(accountIn(passwd, 'postgres')).toEqual({ name: 'postgres', uid: 101, gid: 104 });
    expect(accountIn(passwd, 'post')).toBeNull();
  });

  it('is nobody at all where the line is broken or missing', () => {
    expect(accountIn(passwd, 'broken')).toBeNull();
    expect(accountIn('', 'postgres')).toBeNull();
  });
});
