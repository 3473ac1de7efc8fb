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

/** Every test a text names, as `file` › “title”; answers those that do not exist. */
function missingTests(named: string): string[] {
  return [...named.matchAll(/`([^`]+\.spec\.ts)`(?: › “([^”]+)”)?/g)].flatMap((match) => {
    const [, path = '', title] = match;
    if (!existsSync(join(root, path))) return [`no file ${path}`];
    return title === undefined || text(path).includes(title) ? [] : [`no test “${title}” in ${path}`];
  });
}

describe('the hazard log', () => {
  const log = text('docs/hazards.md');
  const hazards = log
    .split(/^## (?=H\d+ )/m)
    .slice(1)
    .map((section) => {
      const rows = section
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
      const named = (field: string): string => rows.find(([name]) => name === field)?.[1] ?? '';
      const controls = rows.slice(rows.findIndex(([name]) => name === 'control') + 2);
      return { id: /^H\d+/.exec(section)?.[0] ?? '', named, controls };
    });
  const matrix = new Map(
    [...log.matchAll(/^\| (Very high|High|Medium|Low|Very low) +\|([ |\d]+)\|$/gm)].map((row) => [
      row[1],
      (row[2] ?? '').split('|').map(Number),
    ]),
  );
  const harms = ['Minor', 'Significant', 'Considerable', 'Major', 'Catastrophic'];

  it('has hazards numbered without a gap, each with every field of DCB0129', () => {
    expect(hazards.map(({ id }) => id)).toEqual(hazards.map((_, index) => `H${index + 1}`));
    expect(hazards.length).toBeGreaterThan(30);
    for (const { id, named } of hazards)
      for (const field of [
        'Hazard',
        'Causes',
        'Effect on care, and harm',
        'Existing controls',
        'Initial rating',
        'Residual rating',
        'Owner',
        'Status',
      ])
        expect([id, field, named(field).length > 3]).toEqual([id, field, true]);
  });

  it('rates each by its matrix, never worse with controls than without, and calls every rating proposed', () => {
    expect(matrix.size).toBe(5);
    for (const { id, named } of hazards) {
      const ratings = ['Initial rating', 'Residual rating'].map((field) => {
        const [, likelihood, harm, rating] =
          /^([A-Za-z ]+) × ([A-Za-z]+) = (\d) \(proposed\)$/.exec(named(field)) ?? [];
        expect([id, field, Number(rating)]).toEqual([
          id,
          field,
          matrix.get(likelihood)?.[harms.indexOf(harm ?? '')],
        ]);
        return Number(rating);
      });
      expect([id, (ratings[1] ?? 9) <= (ratings[0] ?? 0)]).toEqual([id, true]);
    }
  });

  it('names for each control a test that exists, by file and title, or the business process that it is', () => {
    for (const { id, controls } of hazards) {
      expect([id, controls.length > 0]).toEqual([id, true]);
      for (const [control, , guard = ''] of controls) {
        expect([id, control, missingTests(guard)]).toEqual([id, control, []]);
        expect([id, control, /\.spec\.ts`|^business process: ./.test(guard)]).toEqual([id, control, true]);
      }
    }
  });
});

describe('the other promises on paper', () => {
  it.each(['docs/backup-and-restore.md', 'docs/dpia.md', 'docs/intended-use.md', 'docs/security.md'])(
    '%s names only tests and files that exist',
    (path) => {
      expect(missingTests(text(path))).toEqual([]);
      const files = [...text(path).matchAll(/`((?:src|test|scripts|migrations|docs|\.ci)\/[^`*<]*)`/g)]
        .map((match) => match[1] ?? '')
        .filter((file) => !existsSync(join(root, file)));
      expect(files).toEqual([]);
    },
  );
});

/** How many requirements of levels 1 and 2 each chapter has. */
const CHAPTERS: Readonly<Record<string, number>> = {
  V1: 27,
  V2: 11,
  V3: 19,
  V4: 10,
  V5: 9,
  V6: 35,
  V7: 18,
  V8: 7,
  V9: 7,
  V10: 29,
  V11: 14,
  V12: 9,
  V13: 13,
  V14: 9,
  V15: 13,
  V16: 16,
  V17: 7,
};

describe('the security requirements', () => {
  const rows = text('docs/security.md')
    .split('\n')
    .filter((line) => /^\| V\d/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it('stand once each, all of levels 1 and 2 of ASVS 5.0.0, chapter by chapter', () => {
    const numbers = rows.map(([, number]) => number ?? '');
    expect(new Set(numbers).size).toBe(numbers.length);
    const chapters = numbers.reduce<Record<string, number>>((counted, number) => {
      const [chapter = ''] = number.split('.');
      return { ...counted, [chapter]: (counted[chapter] ?? 0) + 1 };
    }, {});
    // As in the standard's own table (OWASP/ASVS, 5.0/docs_en).
    expect(chapters).toEqual(CHAPTERS);
  });

  it('say of each how it stands; one that is met names code, a document or a test', () => {
    for (const [, number, level, , standing = '', where = ''] of rows) {
      expect([number, level]).toEqual([number, expect.stringMatching(/^[12]$/)]);
      expect([number, standing]).toEqual([
        number,
        expect.stringMatching(/^(met|partly|not met|deployer|n\/a)$/),
      ]);
      expect([number, where.length > 3]).toEqual([number, true]);
    }
  });

  it('are counted as they stand', () => {
    const said = [
      ...text('docs/security.md').matchAll(/^\| (met|partly|not met|deployer|n\/a) +\| (\d+) /gm),
    ];
    expect(said.map(([, standing, count]) => [standing, Number(count)])).toEqual(
      ['met', 'partly', 'not met', 'deployer', 'n/a'].map((standing) => [
        standing,
        rows.filter((row) => row[4] === standing).length,
      ]),
    );
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
