import { ValidationPipe } from '@nestjs/common';
import { Transform } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import type { Fault } from '../../kernel/outcome.js';
import { Invalid } from './problems.js';

/** Request classes are checked whole: every fault at once, unknown fields are faults, and the answer is 422. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new Invalid(errors.flatMap((error) => faultsIn(error))),
  });
}

/** Nested errors flattened, `contact.mobile` style. */
export function faultsIn(error: ValidationError, within = ''): Fault[] {
  const at = within === '' ? error.property : `${within}.${error.property}`;
  const here = Object.values(error.constraints ?? {}).map((message) => ({ at, message }));
  return [...here, ...(error.children ?? []).flatMap((child) => faultsIn(child, at))];
}

/**
 * A field that is a number where JSON says one and text where a form or an address does: text is read as a number, and
 * whatever else stands there is left for the checks to refuse. (`@Type(() => Number)` throws at an object.)
 */
export function NumberSent(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
}
