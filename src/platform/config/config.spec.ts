import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const read = (env: Record<string, string>) => {
  const outcome = readConfig(env);
  if (!outcome.ok) throw new Error(outcome.faults.map((fault) => fault.at).join(', '));
  return outcome.value;
};
const faultsOf = (env: Record<string, string>) => {
  const outcome = readConfig(env);
  return outcome.ok ? [] : outcome.faults.map((fault) => fault.at);
};

describe('the configuration', () => {
  it('with nothing set listens on loopback, keeps its own database and sends nothing', () => {
    expect(read({})).toEqual({
      dataDir: '.breakwater',
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      redisUrl: null,
      smtp: null,
      duty: {
        role: 'duty clinician',
        contact: null,
        escalateTo: { role: 'duty manager', contact: null },
        acknowledgeWithinWorkingMinutes: 60,
        onCallRoute: null,
      },
      allowedHosts: [],
      logLevel: null,
      healthPort: null,
    });
  });

  it('treats a blank value as not set', () => {
    expect(read({ DATABASE_URL: ' ', PORT: '', SMTP_URL: '' })).toEqual(read({}));
  });

  it('names every fault at once', () => {
    const faults = faultsOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://elsewhere',
      REDIS_URL: 'not an address',
      SMTP_URL: 'http://mail',
      DUTY_ACKNOWLEDGE_MINUTES: '0',
      ALLOWED_HOSTS: 'fine.example http://bad',
      LOG_LEVEL: 'loud',
    });
    expect(faults.sort()).toEqual([
      'ALLOWED_HOSTS',
      'DATABASE_URL',
      'DUTY_ACKNOWLEDGE_MINUTES',
      'LOG_LEVEL',
      'PORT',
      'REDIS_URL',
      'SMTP_FROM',
      'SMTP_URL',
    ]);
  });

  it.each(['3000x', '-1', '1e3', '0x10', '70000', '3.5'])('refuses %p as a port', (port) => {
    expect(faultsOf({ PORT: port })).toEqual(['PORT']);
  });

  it('never sends by SMTP without a sender, and to nobody unless allowed', () => {
    expect(faultsOf({ SMTP_URL: 'smtp://mail:1025' })).toEqual(['SMTP_FROM']);
    expect(read({ SMTP_URL: 'smtp://mail:1025', SMTP_FROM: 'a@b.example' }).smtp?.allowList).toEqual([]);
    const { smtp } = read({
      SMTP_URL: 'smtp://mail:1025',
      SMTP_FROM: 'a@b.example',
      SMTP_ALLOW_LIST: 'Me@B.example, @test.example',
    });
    expect(smtp?.allowList).toEqual(['me@b.example', '@test.example']);
  });

  it('never repeats a value that may hold a password in a fault', () => {
    const outcome = readConfig({ DATABASE_URL: 'mysql://user:secret@host', REDIS_URL: 'secret' });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});
