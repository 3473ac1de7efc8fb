import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject } from 'ajv';
import { type Fault, faulty, ok, type Outcome } from '../../kernel/outcome.js';
import { repeatedKeys } from '../../rule-sets/repeated-keys.js';
import type { ReferralOutcome } from '../arrival.js';
import type { Priority } from '../provider-priority.js';
import { faultsInMapping } from './check-mapping.js';
import { codedColumns } from './columns.js';
import { mappingSchema } from './mapping-schema.js';
import type { SourceMapping, WrittenMapping } from './source-mapping.js';

/** Characters. No mapping comes near this; what is larger was never written by a person. */
const LONGEST = 256_000;

const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<WrittenMapping>(mappingSchema);

/**
 * A mapping from its JSON text, or everything that is wrong with it, a sentence each that says what to do: its form first,
 * and its meaning where the form is right. Nothing of the text is taken for more than text, whatever its keys are called.
 */
export function parseMapping(json: string): Outcome<SourceMapping> {
  if (json.length > LONGEST)
    return faulty([
      { at: '', message: `is longer than ${String(LONGEST)} characters: leave out what is no mapping` },
    ]);
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return faulty([{ at: '', message: 'is not JSON: look for a missing comma, quote or bracket' }]);
  }
  if (!valid(read)) return faulty(inWords(valid.errors ?? []));
  const twice = repeatedKeys(json).map((at) => ({ at, message: 'is written twice: keep one of them' }));
  const faults = [...twice, ...faultsInMapping(read)];
  return faults.length > 0
    ? faulty(faults)
    : ok(mappingOf(read, createHash('sha256').update(json).digest('hex')));
}

function mappingOf({ codes, ...written }: WrittenMapping, sha256: string): SourceMapping {
  const { PRIORITY_TYPE_CODE: priority, REFERRAL_CLOSURE_REASON: closure } = codes;
  return {
    ...written,
    sha256,
    priority: priority === 'not_agreed' ? null : new Map<string, Priority>(Object.entries(priority)),
    closure: {
      reasons: new Map<string, ReferralOutcome>(Object.entries(closure.reasons)),
      otherwise: closure.otherwise ?? null,
    },
    codes: new Map(
      codedColumns.flatMap((column) => {
        const table = codes[column];
        return table ? [[column, new Map(Object.entries(table))] as const] : [];
      }),
    ),
  };
}

/** One sentence for each place: of a place that may have several forms, only which forms it may have. */
function inWords(errors: readonly ErrorObject[]): Fault[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf').map((error) => error.instancePath);
  const faults = errors
    .filter(
      ({ instancePath, keyword }) =>
        keyword === 'anyOf' ||
        !choices.some((choice) => instancePath === choice || instancePath.startsWith(`${choice}/`)),
    )
    .map(inWord);
  const seen = new Set<string>();
  return faults.filter(({ at, message }) => !seen.has(`${at} ${message}`) && seen.add(`${at} ${message}`));
}

function inWord({ instancePath, keyword, params, message }: ErrorObject): Fault {
  const at = instancePath.slice(1).replaceAll('/', '.');
  const given = params as Readonly<Record<string, unknown>>;
  const one = (values: unknown): string => (values as readonly unknown[]).join(', ');
  switch (keyword) {
    case 'additionalProperties':
      return {
        at,
        message: `has ${JSON.stringify(String(given['additionalProperty']).slice(0, 100))}, which is not known here: take it out, or spell it as source.schema.json does`,
      };
    case 'required': {
      const missing = String(given['missingProperty']);
      return at === 'columns'
        ? {
            at,
            message: `says nothing of ${missing}: name its column in the file, or write {"absent": true}`,
          }
        : { at, message: `lacks ${missing}: add it` };
    }
    case 'enum':
      return { at, message: `must be one of ${one(given['allowedValues'])}: choose one` };
    case 'anyOf':
      return at.startsWith('columns.')
        ? {
            at,
            message:
              'must be the name of a column of the file, {"absent": true}, {"always": "…"}, {"from": "…", "default": "…"} or {"from": "…", "otherwise": "COLUMN"}: write one of these',
          }
        : { at, message: 'must be "not_agreed", or say routine, urgent or emergency for each code' };
    case 'pattern':
      return {
        at,
        message:
          at === 'version'
            ? 'must be three numbers, as 1.0.0'
            : at === 'id'
              ? 'must be small letters, numbers and dashes, as nr5-systmone'
              : 'must not be blank, or begin or end with a blank: take the blanks away',
      };
    default:
      return { at, message: `${message ?? 'is not right'}: put it as source.schema.json says` };
  }
}
