import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { plainDate } from '../src/kernel/plain-date.js';
import { UNACKNOWLEDGED } from '../src/tasks/task.repository.js';
import { stateQuery, TALLIES } from '../src/waiting-list/list-figures.js';

/**
 * The house rules, held by reading the imports. A failure here says which file knows something it must not; the
 * remedy is to move the code, not the rule (docs/adr/ says why each rule stands).
 */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');

/** A room knows only rooms with a lower step; rooms on one step never know each other. */
const steps: Readonly<Record<string, number>> = {
  kernel: 0,
  facts: 1,
  tasks: 1,
  'rule-sets': 2,
  children: 2,
  sharing: 2,
  referrals: 3,
  access: 3,
  triage: 4,
  flags: 5,
  'waiting-list': 6,
  estimates: 7,
  comms: 8,
  caseload: 9,
  ingest: 10,
  mdt: 10,
  'who-looked': 10,
  'how-we-decide': 10,
  demo: 11,
};

const suffixes = [
  'entity',
  'repository',
  'service',
  'controller',
  'pages',
  'request',
  'outbox',
  'publisher',
  'processor',
  'reconciler',
  'provider',
  'reader',
  'registry',
  'command',
  'module',
] as const;
type Kind = (typeof suffixes)[number] | 'pure';

interface Import {
  from: string;
  names: readonly string[];
  typeOnly: boolean;
}
interface SourceFile {
  path: string;
  room: string;
  kind: Kind;
  text: string;
  tree: ts.SourceFile;
  imports: readonly Import[];
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map(read);
const rooms = files.filter((file) => file.room in steps);
const pure = rooms.filter((file) => file.kind === 'pure');

describe('the house', () => {
  it('has only rooms that the map knows', () => {
    const known = new Set([...Object.keys(steps), 'platform', '']);
    expect(files.map((file) => file.room).filter((room) => !known.has(room))).toEqual([]);
  });

  it('lets a room know only rooms to its left', () => {
    expect(
      broken(rooms, (file, target) =>
        target.room === file.room || target.room === 'platform'
          ? null
          : (steps[target.room] ?? 99) < (steps[file.room] ?? -1)
            ? null
            : `${file.room} may not know ${target.room}`,
      ),
    ).toEqual([]);
  });

  it('lets platform know no noun', () => {
    expect(
      broken(
        files.filter((file) => file.room === 'platform'),
        (_file, target) =>
          ['platform', 'kernel'].includes(target.room) ? null : `platform may not know ${target.room}`,
      ),
    ).toEqual([]);
  });

  it('keeps pure files from everything that is not plain values', () => {
    expect(
      broken(pure, (_file, target) =>
        target.kind === 'pure' && target.room !== 'platform' ? null : 'a pure file imports only pure files',
      ),
    ).toEqual([]);
    const outside = pure.flatMap((file) =>
      file.imports
        .filter((entry) => !entry.from.startsWith('.'))
        .filter((entry) => !allowedInPure(file, entry))
        .map((entry) => `${file.path}: ${entry.from}`),
    );
    expect(outside).toEqual([]);
  });

  it('keeps the clock, chance and the environment out of pure files', () => {
    const forbidden =
      /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bprocess\.|\bsetTimeout\(|\brandomUUID\(|\bfetch\(/;
    expect(pure.filter((file) => forbidden.test(withoutComments(file))).map((file) => file.path)).toEqual([]);
  });

  it('gives each kind of file only what its kind may know', () => {
    const may: Partial<Record<Kind, { never: readonly Kind[]; packages?: RegExp }>> = {
      entity: {
        never: ['repository', 'service', 'controller', 'pages', 'outbox', 'processor'],
        packages: /^(typeorm)$/,
      },
      repository: {
        never: ['service', 'controller', 'pages', 'request', 'processor', 'publisher', 'reconciler'],
      },
      service: { never: ['controller', 'pages', 'publisher', 'processor', 'reconciler'] },
      request: {
        never: ['entity', 'repository', 'service', 'controller', 'pages'],
        packages: /^(class-validator|class-transformer|@nestjs\/swagger)$/,
      },
      controller: { never: ['repository', 'entity'] },
      pages: { never: ['repository', 'entity'] },
      provider: { never: ['repository', 'service'] },
      reader: { never: ['repository', 'service'] },
      outbox: { never: ['publisher', 'processor', 'provider'] },
    };
    const faults: string[] = [];
    for (const file of rooms) {
      const rule = may[file.kind];
      if (!rule) continue;
      for (const entry of file.imports) {
        const target = resolved(file, entry);
        if (target && rule.never.includes(target.kind))
          faults.push(`${file.path}: a .${file.kind} never imports a .${target.kind} (${entry.from})`);
        if (rule.packages && !entry.from.startsWith('.') && !rule.packages.test(entry.from))
          faults.push(`${file.path}: ${entry.from}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('holds json-rules-engine in the rule sets alone', () => {
    expect(
      files
        .filter(
          (file) =>
            file.room !== 'rule-sets' && file.imports.some((entry) => entry.from === 'json-rules-engine'),
        )
        .map((file) => file.path),
    ).toEqual([]);
  });

  it('has no cycles', () => {
    expect(cycles()).toEqual([]);
  });

  it('has no barrels and no forward references', () => {
    expect(files.filter((file) => file.path.endsWith('index.ts')).map((file) => file.path)).toEqual([]);
    expect(
      files.filter((file) => withoutComments(file).includes('forwardRef(')).map((file) => file.path),
    ).toEqual([]);
  });

  it('names nothing by a framework word', () => {
    const framework = /(Manager|Helper|Util|Utils|Impl|Dto)\b/;
    const declared = files.flatMap((file) =>
      file.tree.statements
        .filter(
          (statement) =>
            ts.isClassDeclaration(statement) ||
            ts.isInterfaceDeclaration(statement) ||
            ts.isFunctionDeclaration(statement),
        )
        .map((statement) => statement.name?.text ?? '')
        .filter((name) => framework.test(name))
        .map((name) => `${file.path}: ${name}`),
    );
    expect(declared).toEqual([]);
  });

  it('lets only the owner of a table write it', () => {
    const faults: string[] = [];
    for (const file of [...rooms, ...files.filter((candidate) => candidate.room === 'platform')]) {
      for (const match of withoutComments(file).matchAll(
        /\b(?:INSERT INTO|UPDATE|DELETE FROM|COPY)\s+"?([a-z_]+)"?/g,
      )) {
        const owner = tableOwners[match[1] ?? ''];
        if (owner !== undefined && owner !== file.room)
          faults.push(`${file.path}: writes ${match[1] ?? ''}, which ${owner} owns`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('knows an owner of every table there is', () => {
    const migrations = join(root, 'migrations');
    const created = readdirSync(migrations)
      .filter((name) => /^\d+-.*\.ts$/.test(name))
      .flatMap((name) => [
        ...readFileSync(join(migrations, name), 'utf8').matchAll(
          /\bCREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?"?([a-z_]+)"?/g,
        ),
      ])
      .map((match) => match[1] ?? '');
    expect(created.length).toBeGreaterThan(0);
    expect(created.sort()).toEqual(Object.keys(tableOwners).sort());
  });

  it('counts without a line of the trail only what is listed here, and nothing that tells of whom', () => {
    const asked = files.flatMap((file) => (file.path === COUNTING ? [] : questionsIn(file)));
    expect(asked.sort()).toEqual(Object.keys(counted).sort());
    // Whoever knows of it asks it, by name: a question that is handed on could be any.
    const knows = files.filter((file) => file.imports.some(({ names }) => names.includes('Counting')));
    const asks = files.filter((file) => questionsIn(file).length > 0);
    expect(knows.map(({ path }) => path).filter((path) => path !== 'platform/platform.module.ts')).toEqual(
      asks.map(({ path }) => path),
    );
    for (const [name, text] of Object.entries(counted)) {
      expect([name, [...text.toLowerCase().matchAll(/\*/g)].length]).toEqual([
        name,
        [...text.toLowerCase().matchAll(/count\(\*\)/g)].length,
      ]);
      const words = text.replace(/'[^']*'/g, '').match(/[a-z_]+/gi) ?? [];
      expect([name, words.filter((word) => !COUNTING_WORDS.has(word.toLowerCase()))]).toEqual([name, []]);
    }
  });

  it('handles every job that is published, once', () => {
    const names = (kind: Kind, pattern: RegExp): string[] =>
      files
        .filter((file) => file.kind === kind)
        .flatMap((file) => [...file.text.matchAll(pattern)].map((match) => match[1] ?? ''));
    const handled = names('processor', /@Process\(\s*(?:\{\s*name:\s*)?([A-Z_]+|'[a-z.]+')/g);
    const published = new Set(
      names('publisher', /\.add(?:Bulk)?\(\s*(?:\[\s*\{\s*name:\s*)?([A-Z_]+|'[a-z.]+')/g),
    );
    expect([...handled].sort()).toEqual([...published].sort());
  });
});

const COUNTING = 'platform/auth/counting.ts';
/** Every question that may be asked without a line of the trail (platform/auth/counting.ts), by its name in the code. */
const counted: Readonly<Record<string, string>> = {
  TALLIES,
  UNACKNOWLEDGED,
  stateQuery: stateQuery(plainDate('2026-11-22'), {
    providers: ['NR5'],
    services: ['slt'],
    localities: ['north'],
  }).text,
};
/** SQL, tables, and columns that say how many, of which list, and never of whom. */
const COUNTING_WORDS: ReadonlySet<string> = new Set(
  `select from where and as in is not null any group order by having limit int text
   count sum coalesce json_agg json_build_array json_build_object
   waiting_list_tally waiting_list_entry referral referral_source task tally o u
   provider service locality act_today band band_rank entries tallies kind state tasks
   holds_until overdue decision_due_since undecided latest_extract_on sources`.split(/\s+/),
);

/** What a file hands to `this.counting.counts(visit, […])`: the names of its questions; anything else as it stands. */
function questionsIn(file: SourceFile): string[] {
  const found: string[] = [];
  const nameOf = (question: ts.Expression): string => {
    if (ts.isCallExpression(question)) return question.expression.getText();
    if (!ts.isObjectLiteralExpression(question)) return question.getText();
    const text = question.properties.find((property) => property.name?.getText() === 'text');
    return text && ts.isPropertyAssignment(text) ? text.initializer.getText() : question.getText();
  };
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\bcounting\.counts$/.test(node.expression.getText())) {
      const [, questions] = node.arguments;
      found.push(
        ...(questions && ts.isArrayLiteralExpression(questions)
          ? questions.elements.map(nameOf)
          : [node.getText()]),
      );
    }
    ts.forEachChild(node, walk);
  };
  walk(file.tree);
  return found;
}

const tableOwners: Readonly<Record<string, string>> = {
  installation: 'platform',
  trail: 'platform',
  trail_link: 'platform',
  session: 'platform',
  sign_in_attempt: 'platform',
  rate_limit: 'platform',
  task: 'tasks',
  child: 'children',
  child_record: 'children',
  import_file: 'ingest',
  quarantined_row: 'ingest',
  referral_source: 'referrals',
  referral: 'referrals',
  finding: 'referrals',
  clock_event: 'referrals',
  fact: 'facts',
  decision: 'triage',
  decision_basis: 'triage',
  decision_run: 'triage',
  decision_run_part: 'triage',
  confirmation: 'triage',
  act_today_episode: 'triage',
  waiting_list_entry: 'waiting-list',
  waiting_list_tally: 'waiting-list',
  flag: 'flags',
  flag_move: 'flags',
  message: 'comms',
  recorded_message: 'comms',
  sharing_agreement: 'sharing',
  sharing_approval: 'sharing',
  sharing_withdrawal: 'sharing',
  opened_record: 'access',
  opened_record_look: 'access',
  opening_tries: 'access',
  unusual_viewing_review: 'who-looked',
};

function read(path: string): SourceFile {
  const text = readFileSync(join(src, path), 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    const bindings = clause?.namedBindings;
    imports.push({
      from: statement.moduleSpecifier.text,
      names:
        bindings && ts.isNamedImports(bindings)
          ? bindings.elements.map((element) => element.name.text)
          : ['*'],
      typeOnly: clause?.isTypeOnly === true,
    });
  }
  const name = path.split('/').at(-1) ?? '';
  const kind = suffixes.find((suffix) => name.endsWith(`.${suffix}.ts`)) ?? 'pure';
  return { path, room: path.includes('/') ? (path.split('/')[0] ?? '') : '', kind, text, tree, imports };
}

function resolved(file: SourceFile, entry: Import): SourceFile | undefined {
  if (!entry.from.startsWith('.')) return undefined;
  const path = relative(src, resolve(src, dirname(file.path), entry.from)).replace(/\.js$/, '.ts');
  return files.find((candidate) => candidate.path === path);
}

function broken(
  of: readonly SourceFile[],
  fault: (file: SourceFile, target: SourceFile) => string | null,
): string[] {
  return of.flatMap((file) =>
    file.imports.flatMap((entry) => {
      const target = resolved(file, entry);
      const said = target ? fault(file, target) : null;
      return said === null ? [] : [`${file.path} → ${target?.path ?? ''}: ${said}`];
    }),
  );
}

function allowedInPure(file: SourceFile, entry: Import): boolean {
  if (entry.from === 'json-rules-engine' && file.room === 'rule-sets') return true;
  // A hash is a function of its input; everything else of node:crypto is chance or keys.
  if (entry.from === 'node:crypto') return entry.names.every((name) => name === 'createHash');
  // A schema validator: a function of its input, used by what reads a file alone.
  return entry.from.startsWith('ajv') && ['rule-sets', 'sharing', 'referrals'].includes(file.room);
}

function withoutComments(file: SourceFile): string {
  return file.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: SourceFile, trail: readonly string[]): void => {
    if (trail.includes(file.path)) {
      found.push([...trail.slice(trail.indexOf(file.path)), file.path].join(' → '));
      return;
    }
    if (done.has(file.path)) return;
    for (const entry of file.imports) {
      const target = resolved(file, entry);
      if (target) walk(target, [...trail, file.path]);
    }
    done.add(file.path);
  };
  for (const file of files) walk(file, []);
  return found;
}
