import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

const answering = (name: string, ok: boolean) => ({ name, check: async () => ({ ok }) });

describe('readiness', () => {
  it('is ready only while every check says so', async () => {
    const readiness = new Readiness();
    readiness.register(answering('database', true));
    expect(await readiness.report()).toEqual({ ready: true, checks: { database: { ok: true } } });
    readiness.register(answering('demo', false));
    expect((await readiness.report()).ready).toBe(false);
  });

  it('takes the newest word of a check registered twice', async () => {
    const readiness = new Readiness();
    readiness.register(answering('demo', false));
    readiness.register(answering('demo', true));
    expect((await readiness.report()).ready).toBe(true);
  });

  it('counts a check that throws as not ready, without repeating what it said', async () => {
    const readiness = new Readiness();
    readiness.register({
      name: 'database',
      check: async () => {
        throw new TypeError('a secret');
      },
    });
    expect(await readiness.report()).toEqual({
      ready: false,
      checks: { database: { ok: false, detail: { why: 'TypeError' } } },
    });
  });
});
