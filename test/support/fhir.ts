import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/**
 * FHIR R4 as HL7 writes it down for machines. What the schema cannot say is said in `faultsIn`: the specification's own
 * constraint on entities (sev-1), and that nothing is empty (ele-1).
 */
const holds = new Ajv({ allErrors: true, strict: false, formats: {} }).compile(
  JSON.parse(readFileSync(new URL('./fhir-r4-audit-event.schema.json', import.meta.url), 'utf8')) as object,
);

/** What is wrong with an AuditEvent as it is sent; none where FHIR R4 would take it. */
export function faultsIn(event: unknown): string[] {
  const sent: unknown = JSON.parse(JSON.stringify(event));
  const shape = holds(sent)
    ? []
    : (holds.errors ?? []).map(({ instancePath, message = '', params }) =>
        `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
      );
  const entities = (sent as { entity?: { name?: unknown; query?: unknown }[] }).entity ?? [];
  const both = entities.some(({ name, query }) => name !== undefined && query !== undefined);
  return [...shape, ...(both ? ['an entity has a name and a query (sev-1)'] : []), ...emptyIn(sent, '')];
}

function emptyIn(value: unknown, at: string): string[] {
  if (value === null || value === '') return [`${at} is empty (ele-1)`];
  if (typeof value !== 'object') return [];
  const parts = Object.entries(value);
  return parts.length === 0
    ? [`${at} is empty (ele-1)`]
    : parts.flatMap(([name, part]) => emptyIn(part, `${at}/${name}`));
}
