import { type ClassConstructor, plainToInstance } from 'class-transformer';
import {
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  registerDecorator,
  validateSync,
  type ValidationError,
} from 'class-validator';
import type { Fault } from '../kernel/outcome.js';
import { parsePlainDate } from '../kernel/plain-date.js';
import { faultsIn } from '../platform/http/validation.js';

/** A real date written CCYY-MM-DD; 2026-02-30 is none. */
export function IsPlainDate(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isPlainDate',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && parsePlainDate(value) !== undefined,
        defaultMessage: () => `${String(property)} must be a real date written CCYY-MM-DD`,
      },
    });
  };
}

/** One line of text without control characters, not blank, with a longest length in characters. */
export function Line(most: number): PropertyDecorator {
  return together(
    IsString(),
    MaxLength(most),
    Matches(/\S/, { message: '$property must not be blank' }),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must be one line of text' }),
  );
}

/** The same, or nothing: left out and null are the same. */
export function OptionalLine(most: number): PropertyDecorator {
  return together(
    IsOptional(),
    IsString(),
    MaxLength(most),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must be one line of text' }),
  );
}

/** Text that may have several lines. */
export function Note(most: number): PropertyDecorator {
  return together(
    IsString(),
    MaxLength(most),
    Matches(/\S/, { message: '$property must not be blank' }),
    Matches(/^[^\u0000]*$/, { message: '$property holds a character that cannot be stored' }),
  );
}

function together(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

/**
 * Reads a body as one of the request classes and answers every fault of its shape, instead of refusing at the first
 * class of faults: whoever sends it hears these together with what is wrong with its meaning. Unknown fields are faults.
 */
export function readSent<T extends object>(
  type: ClassConstructor<T>,
  body: unknown,
): { sent: T; faults: readonly Fault[] } {
  const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const sent = plainToInstance(type, given);
  const errors: ValidationError[] = validateSync(sent, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
  });
  return { sent, faults: errors.flatMap((error) => faultsIn(error)) };
}
