import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Before `npm start`, `npm run cli` and `npm test`: builds when a source is newer than the last build, so that nobody
 * runs yesterday's code; else does nothing. Two at once take turns. Where there is no compiler (an image without
 * development dependencies) what was built is what runs.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist/.built');
const turn = join(root, 'node_modules/.breakwater-building');
const sources = [
  'src',
  'migrations',
  'bench',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  '.swcrc',
  'package.json',
];

if (!existsSync(join(root, 'node_modules/@nestjs/cli'))) {
  const nothing = !existsSync(join(root, 'dist/src/web.js')) && process.env.npm_lifecycle_event !== 'prepare';
  if (nothing) process.stderr.write('Nothing is built here and there is no compiler: npm ci --include=dev\n');
  process.exit(nothing ? 2 : 0);
}
if (!stale()) process.exit(0);
takeTurn();
try {
  if (stale()) build();
} finally {
  rmSync(turn, { recursive: true, force: true });
}

function build() {
  const began = new Date();
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(
      `${stdout}${stderr}\nThe build failed: what would run is not what is written here.\n`,
    );
    rmSync(turn, { recursive: true, force: true });
    process.exit(2);
  }
  removeOrphans(join(root, 'dist/src'), join(root, 'src'));
  writeFileSync(stamp, `${began.toISOString()}\n`);
}

function stale() {
  if (!existsSync(stamp)) return true;
  const built = Date.parse(readFileSync(stamp, 'utf8'));
  return !(newest(sources.map((source) => join(root, source))) < built);
}

/** The latest change under these paths, folders included, so that a removed file counts. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) continue;
    latest = Math.max(latest, found.mtimeMs);
    if (found.isDirectory())
      latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return latest;
}

/** What was built from a file that is no longer there. */
function removeOrphans(built, source) {
  for (const entry of readdirSync(built, { withFileTypes: true })) {
    const path = join(built, entry.name);
    const from = join(source, relative(built, path));
    if (entry.isDirectory()) {
      if (existsSync(from)) removeOrphans(path, from);
      else rmSync(path, { recursive: true });
    } else if (/\.js(\.map)?$/.test(entry.name)) {
      if (!existsSync(from.replace(/\.js(\.map)?$/, '.ts'))) rmSync(path);
    } else if (!existsSync(from)) rmSync(path);
  }
}

/** A folder is made by one process only; one that was left behind by a killed build is cleared after a minute. */
function takeTurn() {
  for (;;) {
    try {
      mkdirSync(turn);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 60_000) rmSync(turn, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}
