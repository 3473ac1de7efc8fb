import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import type { Policy } from '../src/kernel/policy.js';
import { WebModule } from '../src/web.module.js';
import { accessPage } from './support/access-page.js';
import { testConfig } from './support/app.js';
import { allCommands } from './support/commands.js';
import { registeredIn } from './support/outside-nest.js';
import { controllersOf, routesOf } from './support/routes.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const web = WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' }));
const routes = routesOf(web);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
);
const text = (path: string): string => readFileSync(join(src, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');

describe('every route', () => {
  it('has exactly one word about who may ask: a policy, or why it is open to all', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter(({ says }) => says !== 1).map(({ handler }) => handler)).toEqual([]);
    expect(routes.filter(({ open }) => open !== null && open.trim().length < 20)).toEqual([]);
  });

  it('is found by these tests: every controller in the sources is one that the application serves', () => {
    const declared = sources.flatMap((path) =>
      [...text(path).matchAll(/@Controller\([^)]*\)\s*export class (\w+)/g)].map((match) => match[1]),
    );
    expect(
      controllersOf(web)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(declared.sort());
  });

  it('that names a row in its address says which table it is of, or looks it up itself for its viewer', () => {
    const unnamed = routes
      .filter(({ path, policy, subjects }) => policy && path.includes(':') && subjects.length === 0)
      .map(({ method, path }) => `${method} ${path}`);
    // Of no child: agreements, findings by their own id. Of the viewer's own: what they opened. Beyond every scope on
    // purpose: the trail. Each is asked by who-may.spec.ts like every other.
    expect(unnamed).toEqual([
      'POST /audit/unusual/:id/look',
      'GET /children/:id/who-looked',
      'GET /open-a-record/:id',
      'POST /opened-records/:id/look',
      'GET /sharing/:id',
      'POST /sharing/:id/approve',
      'POST /sharing/:id/withdraw',
    ]);
  });

  it('that Express answers outside Nest is on the written list, with why', () => {
    const found: Record<string, string[]> = {};
    for (const path of sources) {
      const called = [
        ...text(path).matchAll(
          /\b(?:app|server|router|express)\.(get|post|put|patch|delete|all|use)\(\s*([^,()\s]+(?=[,)]))/g,
        ),
      ];
      // What is not a path is a step of the pipeline, for every address alike: it answers nothing by itself.
      const places = called
        .filter(
          ([, method, first]) => method !== 'use' || !/^[a-z]\w*$/.test(first ?? '') || first === 'demoOnly',
        )
        .filter(([, , first]) => !/^[A-Z]/.test(first ?? ''))
        .map(([, , first]) => first ?? '');
      if (places.length > 0) found[path] = places;
    }
    expect(found).toEqual(registeredIn);
  });
});

describe('every policy', () => {
  const policies = async (): Promise<Map<string, Policy>> => {
    const found = new Map<string, Policy>();
    for (const path of sources.filter((one) => /-polic(y|ies)\.ts$/.test(one)))
      for (const [name, value] of Object.entries((await import(join(src, path))) as Record<string, unknown>))
        if (typeof value === 'object' && value !== null && 'roles' in value && 'act' in value)
          found.set(`${path} ${name}`, value as Policy);
    return found;
  };

  it('guards some route', async () => {
    const used = new Set(routes.map(({ policy }) => policy));
    expect([...(await policies())].filter(([, policy]) => !used.has(policy)).map(([name]) => name)).toEqual(
      [],
    );
  });

  it('stands in a file of policies of its room, lets somebody in, and has a name of its own', async () => {
    const known = [...(await policies()).values()];
    expect(routes.filter(({ policy }) => policy && !known.includes(policy))).toEqual([]);
    expect(known.filter(({ roles }) => roles.length === 0)).toEqual([]);
    const names = known.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => !/^[a-z_]+\.[a-z_]+$/.test(name))).toEqual([]);
  });
});

describe('every command', () => {
  it('has a policy with a name of its own, which says what it does with records', async () => {
    const { all } = await allCommands();
    expect(all.length).toBeGreaterThan(10);
    const acts = ['none', 'view', 'search', 'export', 'change'];
    expect(all.filter(({ policy }) => !acts.includes(policy?.act ?? '')).map(({ name }) => name)).toEqual([]);
    const names = all.map(({ policy }) => policy?.name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('is found by these tests: the program lists those that rooms export, and no others', async () => {
    const { exported } = await allCommands();
    const program = readFileSync(join(src, 'cli.ts'), 'utf8').split('await live(')[0] ?? '';
    const listed = /const commands[^=]*= \[([^\]]*)\]/.exec(program)?.[1] ?? '';
    const given = /\[\s*\.\.\.commands,([^\]]*)\]/.exec(readFileSync(join(src, 'cli.ts'), 'utf8'))?.[1] ?? '';
    const named = [...`${listed},${given}`.matchAll(/\w+/g)].map(([name]) => name);
    expect(named.sort()).toEqual([...exported.keys()].sort());
  });
});

describe('docs/access.md', () => {
  it('says of every route and command what the code says', async () => {
    const page = await format(accessPage(routes, (await allCommands()).all), {
      parser: 'markdown',
      printWidth: 110,
    });
    const path = join(root, 'docs/access.md');
    // To make it anew: WRITE_ACCESS_PAGE=yes npx jest test/every-route-has-a-policy.spec.ts, and look at what changed.
    if (process.env['WRITE_ACCESS_PAGE'] === 'yes') writeFileSync(path, page);
    expect(readFileSync(path, 'utf8')).toBe(page);
  });
});
