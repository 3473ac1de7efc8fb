import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync, version } from '@swc/core';

/**
 * Lets a process of a test's own run the sources as they are: `node --import ./test/support/typescript-loader.js …`.
 * A test that kills a process needs a real one, and never one built from older sources.
 */
register(import.meta.url, pathToFileURL('./'));

const ours = (url) => url.startsWith('file:') && !url.includes('/node_modules/');

/** Sources import each other as `.js`; where there is none, the `.ts` is meant. */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !specifier.endsWith('.js')) throw error;
    return next(specifier.replace(/\.js$/, '.ts'), context);
  }
}

export async function load(url, context, next) {
  if (!ours(url) || !url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: transformed(fileURLToPath(url)), shortCircuit: true };
}

/** Each test starts dozens of processes of the same sources: what one has transformed, by its text, the next reads. */
const kept = fileURLToPath(new URL('../../node_modules/.cache/breakwater-sources/', import.meta.url));
const how = readFileSync(fileURLToPath(import.meta.url));

function transformed(path) {
  const text = readFileSync(path, 'utf8');
  const hash = createHash('sha256').update(version).update(how).update(path).update(text).digest('hex');
  const file = join(kept, `${hash}.js`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const code = transform(path, text);
  mkdirSync(kept, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, code);
  renameSync(`${file}.${process.pid}`, file); // two at once each write their own
  return code;
}

function transform(path, text) {
  return transformSync(text, {
    swcrc: false,
    filename: path,
    sourceMaps: 'inline',
    module: { type: 'nodenext' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  }).code;
}
