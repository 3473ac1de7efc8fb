import { Ajv, type ErrorObject } from 'ajv';
import { type Fault, faulty, ok, type Outcome } from '../../../kernel/outcome.js';
import { accessMapSchema } from './access-map-schema.js';
import type { AccessMap } from './access-map.js';

const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Partial<AccessMap>>(
  accessMapSchema,
);

/** An access map from its JSON text, or everything that is wrong with it, one sentence each. */
export function parseAccessMap(json: string): Outcome<AccessMap> {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return faulty([{ at: 'the file', message: 'is not JSON' }]);
  }
  if (!valid(read)) return faulty(inWords(valid.errors ?? []));
  const map: AccessMap = {
    claims: [],
    organisations: [],
    roles: [],
    acr: [],
    scopes: ['profile'],
    organisationClaim: 'organisation',
    clients: [],
    ...read,
  };
  const faults = [
    ...strengthUnsaid(map),
    ...organisationsUnknown(map),
    ...standInsWithoutOfficers(map),
    ...saidTwice(map),
  ];
  return faults.length > 0 ? faulty(faults) : ok(map);
}

/** CIS2 lets people in by more and by less; which is enough is the site's to say (its guidance on ACR values). */
function strengthUnsaid({ claims, acr }: AccessMap): Fault[] {
  return claims.includes('cis2') && acr.length === 0
    ? [{ at: 'acr', message: 'is needed with cis2: how people must have signed in, for example AAL3_ANY' }]
    : [];
}

function organisationsUnknown(map: AccessMap): Fault[] {
  const known = new Set(map.organisations.map((organisation) => organisation.code));
  const named = [
    ...map.clients.map((client, at) => ({ at: `clients/${at}/organisation`, code: client.organisation })),
    ...map.roles.flatMap(({ when }, at) =>
      when.org_code === undefined ? [] : [{ at: `roles/${at}/when/org_code`, code: when.org_code }],
    ),
    ...standIns(map),
  ];
  return named
    .filter(({ code }) => !known.has(code))
    .map(({ at, code }) => ({ at, message: `names ${code}, which is not among the organisations` }));
}

function standIns({ privacyOfficersOf, organisations }: AccessMap): { at: string; code: string }[] {
  return [
    { at: 'privacyOfficersOf', code: privacyOfficersOf },
    ...organisations.map((one, at) => ({
      at: `organisations/${at}/privacyOfficersOf`,
      code: one.privacyOfficersOf,
    })),
  ].flatMap(({ at, code }) => (code === undefined ? [] : [{ at, code }]));
}

/** Who is to look in place of others must be able to have somebody who does. */
function standInsWithoutOfficers(map: AccessMap): Fault[] {
  return standIns(map)
    .filter(
      ({ code }) =>
        !map.roles.some(
          ({ role, when: { org_code: only } }) =>
            role === 'privacy_officer' && (only === undefined || only === code),
        ),
    )
    .map(({ at, code }) => ({ at, message: `names ${code}, to which no rule gives a privacy officer` }));
}

function saidTwice(map: AccessMap): Fault[] {
  const twice = (at: string, words: readonly string[]): Fault[] =>
    [...new Set(words.filter((word, index) => words.indexOf(word) !== index))].map((word) => ({
      at,
      message: `says ${word} twice`,
    }));
  return [
    ...twice(
      'organisations',
      map.organisations.map((organisation) => organisation.code),
    ),
    ...twice(
      'clients',
      map.clients.map((client) => client.id),
    ),
  ];
}

/** One sentence for each place; what follows from another fault of the same place is left out. */
function inWords(errors: readonly ErrorObject[]): Fault[] {
  const faults = errors
    .filter((error) => error.keyword !== 'anyOf' || !errors.some((other) => isUnder(other, error)))
    .map((error) => {
      const at = error.instancePath.replace(/^\//, '') || 'the file';
      const { params, message = 'is not right' } = error as {
        params: Record<string, unknown>;
        message?: string;
      };
      if (error.keyword === 'additionalProperties')
        return { at, message: `has ${String(params['additionalProperty'])}, which is not known` };
      if (error.keyword === 'required') return { at, message: `lacks ${String(params['missingProperty'])}` };
      if (error.keyword === 'enum')
        return { at, message: `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}` };
      if (error.keyword === 'const')
        return { at, message: `must be ${JSON.stringify(params['allowedValue'])} or a list` };
      return { at, message };
    });
  const seen = new Set<string>();
  return faults.filter((fault) => !seen.has(fault.at + fault.message) && seen.add(fault.at + fault.message));
}

const isUnder = (one: ErrorObject, other: ErrorObject): boolean =>
  one !== other && one.instancePath.startsWith(other.instancePath) && one.keyword !== 'anyOf';
