import { describe, expect, it } from '@jest/globals';
import { troubleIn } from './server-log.js';

describe('what a server says when it fails', () => {
  it.each([
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port_taken'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'already_running'],
    ['FATAL:  pre-existing shared memory block (key 98, ID 5) is still in use', 'not_yet_gone'],
  ])('%s is something to try again', (log, is) => {
    expect(troubleIn(log)).toEqual({ is });
  });

  it.each([
    ['FATAL:  could not write to file "pg_wal/xlogtemp.12": No space left on device', 'no space left'],
    ['initdb: error: could not create directory "/x": Read-only file system', 'read-only'],
    ['initdb: error while loading shared libraries: libicuuc.so.60: cannot open', 'libraries are incomplete'],
    ['FATAL:  database files are incompatible with server', 'another version'],
    ['2026-11-22 UTC [12] FATAL:  something never seen', 'something never seen'],
    ['', 'did not say why'],
  ])('%s becomes one clear sentence', (log, words) => {
    expect(troubleIn(log)).toEqual({ is: 'sentence', sentence: expect.stringContaining(words) });
  });
});
