import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '../src/platform/config/config.js';

/** No Docker runs where the tests run, so what can be known from reading the files is what is held here. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Service {
  image?: string;
  build?: string;
  ports?: string[];
  environment?: Record<string, string>;
  command?: string[];
  depends_on?: Record<string, unknown>;
  volumes?: string[];
  healthcheck?: { test: string[] };
}
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const PINNED = /^[a-z0-9/._-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/;

describe('docker-compose.yml', () => {
  it('runs web, worker, PostgreSQL, Redis and a mail catcher', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['database', 'mail', 'redis', 'web', 'worker']);
  });

  it.each(services)('%s is published on this host’s loopback only', (_name, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it.each(services)('%s is of a pinned version and says whether it is healthy', (_name, service) => {
    expect(service.image).toMatch(PINNED);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it('keeps every named volume it uses', () => {
    const used = services
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(':')[0])
      .filter((volume) => !volume?.startsWith('.') && !volume?.startsWith('/'));
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('holds no secret: passwords come from the environment, and it does not start without', () => {
    for (const [, service] of services)
      for (const [name, value] of Object.entries(service.environment ?? {}))
        if (/PASSWORD/.test(name) || /:\/\/[^/]*:[^/]*@/.test(value))
          expect(value).toMatch(/\$\{\w+:\?[^}]+\}/);
  });

  it('gives web and worker a configuration that is read without a fault', () => {
    for (const name of ['web', 'worker']) {
      const environment = compose.services[name]?.environment ?? {};
      const filled = Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [
          key,
          String(value).replace(
            /\$\{(\w+):?([-?])([^}]*)\}/g,
            (_all, _variable, kind: string, text: string) => (kind === '-' ? text : 'secret'),
          ),
        ]),
      );
      expect(readConfig(filled)).toMatchObject({ ok: true });
    }
  });

  it('lets nobody sign in until a provider is named, and takes every setting of signing in', () => {
    const web = compose.services['web']?.environment ?? {};
    expect(web).not.toHaveProperty('DEMO_IDENTITY');
    expect(web).not.toHaveProperty('NODE_ENV');
    expect(read('Dockerfile')).toMatch(/^ENV NODE_ENV=production /m);
    for (const name of [
      'OIDC_ISSUER',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_KEY_FILE',
      'ACCESS_MAP_FILE',
      'PUBLIC_URL',
    ])
      expect(web[name]).toBe(`\${${name}:-}`);
  });

  it('is a demo only with the file that says so, which production would refuse', () => {
    const demo = parse(read('docker-compose.demo.yml')) as typeof compose;
    const environment = demo.services['web']?.environment ?? {};
    expect(readConfig(environment)).toMatchObject({
      ok: true,
      value: { demoIdentity: true, production: false, oidc: null },
    });
    expect(readConfig({ ...environment, NODE_ENV: 'production' })).toMatchObject({ ok: false });
    expect(demo.services['worker']?.environment).toEqual({ NODE_ENV: 'demonstration' });
  });

  it('starts only entry points that exist', () => {
    for (const name of ['web', 'worker']) {
      const file = compose.services[name]?.command?.at(-1) ?? '';
      expect(existsSync(join(root, file.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
    }
    expect(existsSync(join(root, 'scripts/healthy.js'))).toBe(true);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  it('builds on a pinned Node of a long-term-support line (an even number)', () => {
    const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1] ?? '');
    expect(bases).toHaveLength(2);
    expect(new Set(bases).size).toBe(1);
    const [, major] = /^node:(\d+)\.\d+\.\d+-bookworm-slim$/.exec(bases[0] ?? '') ?? [];
    expect(Number(major) % 2).toBe(0);
    expect(Number(major)).toBeGreaterThanOrEqual(20);
  });

  it('runs as an account that is not root and carries no development dependencies', () => {
    expect(lines).toContain('USER node');
    expect(lines.indexOf('USER node')).toBeGreaterThan(
      lines.findLastIndex((line) => /^(COPY|RUN)/.test(line)),
    );
    expect(read('Dockerfile')).toMatch(/npm prune --omit=dev/);
  });

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = lines
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(' ').slice(1, -1));
    for (const path of copied) {
      expect(allowed).toContain(path);
      expect(existsSync(join(root, path))).toBe(true);
    }
  });
});

describe('.env.example', () => {
  it('lists every setting the code reads, and no other', () => {
    const code = ['platform/config/config.ts', 'platform/config/sign-in-config.ts', 'comms/contact-point.ts']
      .map((path) => read(`src/${path}`))
      .join('\n');
    const named = new Set([...code.matchAll(/'([A-Z]+_?[A-Z_]+)'/g)].map(([, name]) => name ?? ''));
    // A secret may stand in a file instead, named by the same setting with _FILE: listed either way.
    const settled = (name: string): string =>
      named.has(name.replace(/_FILE$/, '')) ? name.replace(/_FILE$/, '') : name;
    const settings = new Set([...named].map(settled));
    settings.delete('NODE_ENV');
    const listed = new Set(
      [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => settled(name ?? '')),
    );
    listed.delete('POSTGRES_PASSWORD');
    expect([...listed].sort()).toEqual([...settings].sort());
  });

  it('holds no secret', () => {
    expect(read('.env.example')).toMatch(/^POSTGRES_PASSWORD=$/m);
  });
});

describe('.gitattributes', () => {
  it('keeps bad input byte for byte in every folder of it', () => {
    expect(read('.gitattributes').split('\n')).toContain('test/fixtures/corpus/*/* -text');
  });
});
