import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The software bill of materials of what runs in production: CycloneDX 1.5 as JSON, on stdout. Made from
 * package-lock.json alone, so that it needs no network, says the same each time for the same lock file, and can be
 * checked. npm's own `npm sbom --omit dev` leaves out whatever is also somebody's peer, about half of it.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const own = lock.packages[''];

const inProduction = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.dev);
const nameOf = (path, entry) => entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 13);
const refOf = (path, entry) => `${nameOf(path, entry)}@${entry.version}`;

/** As Node looks for a package: beside whoever asks, then further and further up. */
function found(name, from) {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    const path = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
    const entry = lock.packages[path];
    if (entry) return entry.dev ? undefined : refOf(path, entry);
    if (place === '') return undefined;
  }
}

function dependsOn(path, entry) {
  const names = { ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies };
  const refs = Object.keys(names).map((name) => found(name, path));
  return [...new Set(refs.filter((ref) => ref !== undefined))].sort();
}

const components = new Map();
const dependencies = new Map([[`${own.name}@${own.version}`, dependsOn('', own)]]);
for (const [path, entry] of inProduction) {
  const [name, ref] = [nameOf(path, entry), refOf(path, entry)];
  const [, sha512] = /^sha512-(.+)$/.exec(entry.integrity ?? '') ?? [];
  components.set(ref, {
    'bom-ref': ref,
    type: 'library',
    name,
    version: entry.version,
    scope: entry.optional || entry.devOptional ? 'optional' : 'required',
    purl: `pkg:npm/${name.replace('@', '%40')}@${entry.version}`,
    ...(sha512
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }] }
      : {}),
    ...(entry.license ? { licenses: [licence(entry.license)] } : {}),
  });
  dependencies.set(ref, [...new Set([...(dependencies.get(ref) ?? []), ...dependsOn(path, entry)])].sort());
}

/** One licence by its SPDX name, or an expression of several. */
function licence(said) {
  return /\s|\(/.test(said) ? { expression: said } : { license: { id: said } };
}

const byRef = ([a], [b]) => (a < b ? -1 : 1);
const content = {
  version: 1,
  metadata: {
    component: {
      'bom-ref': `${own.name}@${own.version}`,
      type: 'application',
      name: own.name,
      version: own.version,
      purl: `pkg:npm/${own.name}@${own.version}`,
      licenses: [licence(own.license)],
    },
  },
  components: [...components].sort(byRef).map(([, component]) => component),
  dependencies: [...dependencies].sort(byRef).map(([ref, on]) => ({ ref, dependsOn: on })),
};
const sum = createHash('sha256').update(JSON.stringify(content)).digest('hex');
/** A name that is this content's own: version 8 of a UUID, from its hash. */
const serial = `${sum.slice(0, 8)}-${sum.slice(8, 12)}-8${sum.slice(13, 16)}-a${sum.slice(17, 20)}-${sum.slice(20, 32)}`;
const bom = { bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: `urn:uuid:${serial}`, ...content };
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
