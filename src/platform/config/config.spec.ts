import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
      databaseOwnerUrl: null,
      redisUrl: null,
      smtp: null,
      duty: {
        role: 'duty clinician',
        contact: null,
        contacts: [],
        escalateTo: { role: 'duty manager', contact: null, organisations: [] },
        acknowledgeWithinWorkingMinutes: 60,
        doneWithinWorkingMinutes: 120,
        onCallRoute: null,
      },
      allowedHosts: [],
      logLevel: null,
      healthPort: null,
      fallback: { keyFile: null, keepDays: 14 },
      publicUrl: null,
      oidc: null,
      accessMap: null,
      systemAudience: null,
      session: { idleMinutes: 30, hours: 10 },
      trustedProxies: [],
      demoIdentity: null,
      production: false,
      requestsPerMinute: { session: 600, address: 3_000 },
      refusalsBeforeLock: 60,
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
      DUTY_DONE_MINUTES: '481',
      ALLOWED_HOSTS: 'fine.example http://bad',
      LOG_LEVEL: 'loud',
    });
    expect(faults.sort()).toEqual([
      'ALLOWED_HOSTS',
      'DATABASE_URL',
      'DUTY_ACKNOWLEDGE_MINUTES',
      'DUTY_DONE_MINUTES',
      'LOG_LEVEL',
      'PORT',
      'REDIS_URL',
      'SMTP_FROM',
      'SMTP_URL',
    ]);
  });

  it('reads how the duty roles of organisations and localities are reached, and says what it cannot read', () => {
    const read = readConfig({ DUTY_CONTACTS: 'NR5=01752 000001, ask; RK9/north = bleep=12;' });
    expect(read.ok && read.value.duty.contacts).toEqual([
      { organisation: 'NR5', locality: null, contact: '01752 000001, ask' },
      { organisation: 'RK9', locality: 'north', contact: 'bleep=12' },
    ]);
    for (const wrong of ['01752 000001', 'NR5=', '=bleep 1', 'NR5=bleep 1; NR5=bleep 2', 'NR5/a/b=c'])
      expect([wrong, faultsOf({ DUTY_CONTACTS: wrong })]).toEqual([wrong, ['DUTY_CONTACTS']]);
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

  it('lets people sign in over plain http on this machine alone', () => {
    expect(read({ PUBLIC_URL: 'http://localhost:3000/' }).publicUrl).toBe('http://localhost:3000');
    expect(faultsOf({ PUBLIC_URL: 'http://breakwater.example' })).toEqual(['PUBLIC_URL']);
    expect(faultsOf({ PUBLIC_URL: 'https://breakwater.example/under' })).toEqual(['PUBLIC_URL']);
    const provider = {
      OIDC_CLIENT_ID: 'breakwater',
      OIDC_CLIENT_SECRET: 'x',
      ACCESS_MAP_FILE: 'package.json',
    };
    expect(faultsOf({ ...provider, OIDC_ISSUER: 'http://id.example' })).toEqual(['OIDC_ISSUER']);
    expect(faultsOf({ ...provider, OIDC_ISSUER: 'https://id.example' })).toEqual([]);
  });

  it('says everything an identity provider still needs', () => {
    expect(faultsOf({ OIDC_ISSUER: 'https://id.example' })).toEqual([
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
      'ACCESS_MAP_FILE',
    ]);
  });

  it('refuses the demo identity provider in production', () => {
    expect(faultsOf({ NODE_ENV: 'production', DEMO_IDENTITY: 'yes' })).toEqual(['DEMO_IDENTITY']);
    expect(read({ DEMO_IDENTITY: 'yes' }).demoIdentity).toBe(true);
  });

  it('takes a secret from the file that a setting names, and never from two places', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'breakwater-config-')), 'url');
    writeFileSync(file, 'postgres://user:pass@host/name\n');
    expect(read({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://user:pass@host/name');
    expect(faultsOf({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://other' })).toEqual(['DATABASE_URL']);
    expect(faultsOf({ DATABASE_URL_FILE: '/no/such/file' })).toEqual(['DATABASE_URL_FILE']);
    writeFileSync(file, 'mysql://user:secret@host');
    expect(JSON.stringify(readConfig({ DATABASE_URL_FILE: file }))).not.toContain('secret');
  });

  it('believes a proxy only where its address is given as one', () => {
    expect(read({ TRUSTED_PROXIES: 'loopback, 10.0.0.0/8 2001:db8::1' }).trustedProxies).toHaveLength(3);
    expect(faultsOf({ TRUSTED_PROXIES: 'proxy.example 10.0.0.0/99' })).toEqual([
      'TRUSTED_PROXIES',
      'TRUSTED_PROXIES',
    ]);
  });
});
