import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

/** The documents are promises too: what they name must exist. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', ...inFolder('docs'), ...inFolder('docs/adr'), 'rules/README.md'];

describe('the documents', () => {
  it('link only to what is there', () => {
    const dead = documents.flatMap((path) =>
      [...text(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(join(root, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('name only commands that exist', () => {
    const scripts = Object.keys(
      (JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts,
    );
    const builtIn = ['ci', 'start', 'test', 'run', 'install'];
    const unknown = documents.flatMap((path) =>
      [...text(path).matchAll(/\bnpm (?:run (?:-s )?)?([a-z][a-z:]*)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !scripts.includes(name) && !builtIn.includes(name))
        .map((name) => `${path}: npm ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('put every room of the house on the map in the README', () => {
    const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const readme = text('README.md');
    expect(rooms.map((room) => room.name).filter((name) => !readme.includes(`${name}/`))).toEqual([]);
  });

  it('number the decisions without a gap, each with its context, decision and consequences', () => {
    const decisions = readdirSync(join(root, 'docs/adr')).sort();
    expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
    for (const name of decisions) {
      for (const part of ['**Context.**', '**Decision.**', '**Consequences.**'])
        expect([name, text(`docs/adr/${name}`)]).toEqual([name, expect.stringContaining(part)]);
    }
  });
});

describe('the hazard log', () => {
  const rows = text('docs/hazards.md')
    .split('\n')
    .filter((line) => /^\| H\d+ /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it('has hazards, each with an owner-readable harm and a control', () => {
    expect(rows.length).toBeGreaterThan(15);
    for (const cells of rows)
      expect([cells[1], cells.slice(2, 5).every((cell) => cell.length > 10)]).toEqual([cells[1], true]);
  });

  it('names for each control a test that exists, by file and title', () => {
    const missing = rows.flatMap((cells) =>
      [...(cells[5] ?? '').matchAll(/`([^`]+\.spec\.ts)`(?: › “([^”]+)”)?/g)].flatMap((match) => {
        const path = match[1] ?? '';
        if (!existsSync(join(root, path))) return [`${cells[1] ?? ''}: no file ${path}`];
        return match[2] === undefined || text(path).includes(match[2])
          ? []
          : [`${cells[1] ?? ''}: no test “${match[2]}” in ${path}`];
      }),
    );
    expect(missing).toEqual([]);
    for (const cells of rows)
      expect([cells[1], /\.spec\.ts`/.test(cells[5] ?? '')]).toEqual([cells[1], true]);
  });
});

describe('the repository', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);

  it('keeps build output, data and secrets out', () => {
    expect(
      tracked.filter((path) =>
        /(^|\/)(node_modules|dist|\.breakwater)\/|(^|\/)\.env$|\.pem$|\.key$/.test(path),
      ),
    ).toEqual([]);
  });

  it('names no folder of one machine', () => {
    const machine = new RegExp(
      ['work', 'home/[a-z]+', 'Users/[A-Za-z]+'].map((name) => `(^|[\\s"'\`(=])/${name}/`).join('|'),
      'm',
    );
    const readable = tracked.filter(
      (path) =>
        /\.(ts|js|json|md|yml|njk|txt|css)$|Dockerfile|\.ci\/run/.test(path) && path !== 'package-lock.json',
    );
    expect(readable.filter((path) => existsSync(join(root, path)) && machine.test(text(path)))).toEqual([]);
  });

  it('asks the lock file for no registry by name', () => {
    expect(text('package-lock.json')).not.toContain('"resolved"');
  });
});

function inFolder(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}
