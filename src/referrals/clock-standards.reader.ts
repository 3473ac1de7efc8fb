import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parsePlainDate } from '../kernel/plain-date.js';
import type { ClockStandards } from './clock-standard.js';
import { clockStandardSchema } from './clock-standard-schema.js';

const valid = new Ajv({ allErrors: true }).compile<ClockStandards>(clockStandardSchema);

/** The standards each list is measured by. Throws, naming each fault, where the data are not what they must be. */
export function readClockStandards(
  text = readFileSync(new URL('clock-standards.json', import.meta.url), 'utf8'),
): ClockStandards {
  const read: unknown = JSON.parse(text);
  const faults = valid(read)
    ? faultsOf(read)
    : (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  if (faults.length > 0) throw new Error(`clock standards: ${faults.join('; ')}`);
  return read as ClockStandards;
}

/** What a schema cannot say. */
function faultsOf({ standards, lines }: ClockStandards): string[] {
  const ids = standards.map(({ id }) => id);
  const faults = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`);
  const services = lines.map(({ service }) => service);
  for (const service of services.filter((one, index) => services.indexOf(one) !== index))
    faults.push(`${service} is there twice`);
  for (const { service, versions } of lines)
    versions.forEach(({ from, standards: named }, index) => {
      if (parsePlainDate(from) === undefined) faults.push(`${service}: ${from} is no date`);
      const before = versions[index - 1]?.from;
      if (before !== undefined && before >= from)
        faults.push(`${service}: ${from} does not come after ${before}`);
      for (const id of named) if (!ids.includes(id)) faults.push(`${service}: there is no standard ${id}`);
    });
  return faults;
}
