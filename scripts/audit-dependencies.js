import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Asks the registry for known faults of every package in package-lock.json. Each is a failure unless
 * docs/dependency-exceptions.json says why it may stay, until when, and who answers for that; an exception that has run
 * out, or that nothing needs any more, is a failure too.
 *
 * Exit code 0: asked, and all is well. 1: something is wrong. 3: the registry could not be asked, so that nothing is
 * known; with AUDIT_REQUIRED=true that is 1.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = process.env.AUDIT_EXCEPTIONS ?? join(root, 'docs/dependency-exceptions.json');
const today = process.env.AUDIT_TODAY ?? new Date().toISOString().slice(0, 10);
const say = (line) => void process.stdout.write(`${line}\n`);

const exceptions = JSON.parse(readFileSync(file, 'utf8')).exceptions;
const faults = [];
for (const [index, exception] of exceptions.entries()) {
  const name = exception.advisory ?? `number ${index + 1}`;
  for (const field of ['advisory', 'package', 'why', 'until', 'owner'])
    if (typeof exception[field] !== 'string' || exception[field].trim() === '')
      faults.push(`The exception ${name} does not say: ${field}.`);
  if (!/^\d{4}-\d\d-\d\d$/.test(exception.until ?? ''))
    faults.push(`The exception ${name} has no day it ends on.`);
  else if (exception.until < today)
    faults.push(`The exception ${name} (${exception.package}) ran out on ${exception.until}.`);
}

const asked = spawnSync('npm', ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const report = parsed(asked.stdout);
if (report?.auditReportVersion === 2) {
  const found = advisories(report);
  for (const { id, name, severity, title } of found)
    if (!exceptions.some((exception) => exception.advisory === id && exception.package === name))
      faults.push(`${name}: ${severity}: ${title} (${id}).`);
  for (const { advisory, package: name } of exceptions)
    if (!found.some((one) => one.id === advisory && one.name === name))
      faults.push(`The exception ${advisory} (${name}) is needed no more: take it out.`);
  say(`Asked: ${found.length} known faults, ${exceptions.length} exceptions.`);
}
for (const fault of faults) say(fault);
if (faults.length > 0) process.exit(1);
if (report?.auditReportVersion !== 2) {
  const because = report?.message ?? report?.error?.summary ?? 'it gave no answer';
  say(`NOT CHECKED: the registry could not be asked for known faults (${String(because).split('\n')[0]}).`);
  process.exit(process.env.AUDIT_REQUIRED === 'true' ? 1 : 3);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Each advisory once for each package it is about; what only passes it on is not a fault of its own. */
function advisories(of) {
  const each = new Map();
  for (const { via } of Object.values(of.vulnerabilities ?? {}))
    for (const one of via) {
      if (typeof one === 'string') continue;
      const id = /GHSA-[0-9a-z-]+/.exec(one.url ?? '')?.[0] ?? String(one.source);
      each.set(`${id} ${one.name}`, { id, name: one.name, severity: one.severity, title: one.title });
    }
  return [...each.values()];
}
