import { Ajv, type ErrorObject } from 'ajv';
import { type Fault, faulty, ok, type Outcome } from '../kernel/outcome.js';
import type { Agreement } from './agreement.js';
import { agreementSchema } from './agreement-schema.js';
import { faultsInAgreement } from './check-agreement.js';

/** As written: what may be left out has not been filled in yet. */
type Written = Omit<Agreement, 'example'> & { example?: boolean };

const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Written>(agreementSchema);

/** An agreement from its JSON text, or everything that is wrong with it: form first, and meaning where the form is right. */
export function parseAgreement(json: string): Outcome<Agreement> {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch {
    return faulty([{ at: 'the file', message: 'is not JSON' }]);
  }
  return readAgreement(read);
}

/** The same from JSON that has been read. */
export function readAgreement(read: unknown): Outcome<Agreement> {
  if (!valid(read)) return faulty(inWords(valid.errors ?? []));
  const agreement: Agreement = {
    ...read,
    shares: read.shares.map((share) => ({
      ...share,
      to: share.to.map((one) => ({ ...one, agencies: one.agencies ?? null })),
    })),
    example: read.example ?? false,
  };
  const faults = faultsInAgreement(agreement);
  return faults.length > 0 ? faulty(faults) : ok(agreement);
}

function inWords(errors: readonly ErrorObject[]): Fault[] {
  const faults = errors.filter(({ keyword }) => keyword !== 'anyOf').map(inWord);
  return faults.filter(
    (fault, at) => faults.findIndex((one) => one.at === fault.at && one.message === fault.message) === at,
  );
}

function inWord({ instancePath, keyword, params, message }: ErrorObject): Fault {
  const at = instancePath.replace(/^\//, '') || 'the file';
  const given = params as Readonly<Record<string, unknown>>;
  switch (keyword) {
    case 'additionalProperties':
      return { at, message: `has ${String(given['additionalProperty'])}, which is not known` };
    case 'required':
      return { at, message: `lacks ${String(given['missingProperty'])}` };
    case 'enum':
      return { at, message: `must be one of ${(given['allowedValues'] as unknown[]).join(', ')}` };
    default:
      return { at, message: message ?? 'is not right' };
  }
}
