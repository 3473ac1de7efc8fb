import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const run = (script: string, env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(root, 'scripts', script)], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
    maxBuffer: 16 * 1024 * 1024,
  });

interface Locked {
  version: string;
  name?: string;
  dev?: boolean;
  integrity?: string;
}
interface Component {
  'bom-ref': string;
  name: string;
  version: string;
  hashes?: { content: string }[];
}

describe('the bill of materials', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const first = run('sbom.js').stdout;
  const bom = JSON.parse(first) as {
    specVersion: string;
    components: Component[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  const locked = Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, name: entry.name ?? path.split('node_modules/').at(-1) ?? '' }));
  const named = (list: readonly { name: string; version: string }[]): string[] =>
    [...new Set(list.map(({ name, version }) => `${name}@${version}`))].sort();

  it('lists every package that runs in production, and none that only builds or tests', () => {
    expect(named(bom.components)).toEqual(named(locked.filter(({ dev }) => dev !== true)));
    expect(bom.components.length).toBeGreaterThan(100);
    expect(named(bom.components).some((name) => name.startsWith('jest@'))).toBe(false);
  });

  it('carries each package’s hash as the lock file pins it', () => {
    const hex = (integrity = '') => Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    for (const { name, version, hashes } of bom.components) {
      const pinned = locked.find((entry) => entry.name === name && entry.version === version);
      expect([name, hashes?.[0]?.content]).toEqual([name, hex(pinned?.integrity)]);
    }
  });

  it('says who needs whom, and names nobody it does not list', () => {
    const known = new Set(bom.components.map((component) => component['bom-ref']));
    expect(bom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !known.has(ref))).toEqual(
      [],
    );
    const express = bom.dependencies.find(({ ref }) => ref.startsWith('@nestjs/platform-express@'));
    expect(express?.dependsOn.some((ref) => ref.startsWith('express@5'))).toBe(true);
    const needed = new Set(bom.dependencies.flatMap(({ dependsOn }) => dependsOn));
    expect([...known].filter((ref) => !needed.has(ref))).toEqual([]);
  });

  it('says the same each time for the same lock file', () => {
    expect(run('sbom.js').stdout).toBe(first);
  });
});

describe('the look for known faults', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'breakwater-audit-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const found = {
    auditReportVersion: 2,
    vulnerabilities: {
      leftish: {
        via: [
          {
            source: 7,
            name: 'leftish',
            title: 'Runs anything',
            severity: 'high',
            url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
          },
        ],
      },
      above: { via: ['leftish'] },
    },
  };
  const exception = {
    advisory: 'GHSA-aaaa-bbbb-cccc',
    package: 'leftish',
    why: 'Only reached by a command that we do not have.',
    until: '2026-12-31',
    owner: 'the maintainers',
  };
  /** With an npm that answers so, and these exceptions, on a day. */
  const audit = (answer: unknown, exceptions: unknown[], more: Record<string, string> = {}) => {
    writeFileSync(
      join(folder, 'npm'),
      `#!/bin/sh\ncat <<'ANSWER'\n${JSON.stringify(answer)}\nANSWER\nexit 1\n`,
    );
    chmodSync(join(folder, 'npm'), 0o755);
    writeFileSync(join(folder, 'exceptions.json'), JSON.stringify({ exceptions }));
    const { status, stdout } = run('audit-dependencies.js', {
      PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      AUDIT_EXCEPTIONS: join(folder, 'exceptions.json'),
      AUDIT_TODAY: '2026-11-22',
      ...more,
    });
    return { status, said: stdout };
  };
  const clean = { auditReportVersion: 2, vulnerabilities: {} };

  it('passes where nothing is known, or each known fault is excepted', () => {
    expect(audit(clean, [])).toEqual({ status: 0, said: 'Asked: 0 known faults, 0 exceptions.\n' });
    expect(audit(found, [exception]).status).toBe(0);
  });

  it('fails on a known fault, named once', () => {
    expect(audit(found, [])).toEqual({
      status: 1,
      said: 'Asked: 1 known faults, 0 exceptions.\nleftish: high: Runs anything (GHSA-aaaa-bbbb-cccc).\n',
    });
  });

  it.each([
    ['has run out', [{ ...exception, until: '2026-11-21' }], found, /ran out on 2026-11-21/],
    ['has no owner', [{ ...exception, owner: '' }], found, /does not say: owner/],
    ['has no end', [{ ...exception, until: 'later' }], found, /no day it ends on/],
    ['is of another package', [{ ...exception, package: 'other' }], found, /leftish: high/],
    ['is needed no more', [exception], clean, /is needed no more/],
  ])('fails on an exception that %s', (_what, exceptions, answer, sentence) => {
    expect(audit(answer, exceptions)).toEqual({ status: 1, said: expect.stringMatching(sentence) });
  });

  it('says plainly that nothing was checked where the registry does not answer', () => {
    const unreachable = { message: '405 Method Not Allowed', error: { summary: '', detail: '' } };
    const { status, said } = audit(unreachable, []);
    expect(status).toBe(3);
    expect(said).toBe(
      'NOT CHECKED: the registry could not be asked for known faults (405 Method Not Allowed).\n',
    );
    expect(audit(unreachable, [], { AUDIT_REQUIRED: 'true' }).status).toBe(1);
    expect(audit(unreachable, [{ ...exception, until: '2026-01-01' }]).status).toBe(1);
  });

  it('reads the exceptions of this repository, and none of them has a gap', () => {
    const { exceptions } = JSON.parse(
      readFileSync(join(root, 'docs/dependency-exceptions.json'), 'utf8'),
    ) as { exceptions: Record<string, unknown>[] };
    for (const one of exceptions)
      for (const field of ['advisory', 'package', 'why', 'until', 'owner'])
        expect([field, typeof one[field]]).toEqual([field, 'string']);
  });
});
