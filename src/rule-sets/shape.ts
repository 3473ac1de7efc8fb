import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import type { Fault } from '../kernel/outcome.js';

/** Reads unknown JSON piece by piece; every fault is collected, with its path and what to do about it. */
export class Shape {
  readonly faults: Fault[] = [];

  fault(at: string, message: string): undefined {
    this.faults.push({ at, message });
    return undefined;
  }

  /** An object with exactly these keys; names every missing and every unknown one. */
  object(
    value: unknown,
    at: string,
    required: readonly string[],
    optional: readonly string[] = [],
  ): Record<string, unknown> | undefined {
    const object = this.map(value, at);
    if (!object) return undefined;
    for (const key of required)
      if (!Object.hasOwn(object, key)) this.fault(join(at, key), 'is missing: add it');
    for (const key of Object.keys(object))
      if (!required.includes(key) && !optional.includes(key))
        this.fault(
          join(at, key),
          `is not a key known here: remove it or use one of ${[...required, ...optional].join(', ')}`,
        );
    return object;
  }

  map(value: unknown, at: string): Record<string, unknown> | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    return value === undefined ? undefined : this.fault(at, 'must be an object { … }');
  }

  list(value: unknown, at: string, atLeast = 0): readonly unknown[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.fault(at, 'must be a list [ … ]');
      return [];
    }
    if (value.length < atLeast) this.fault(at, `must have at least ${atLeast}`);
    return value;
  }

  /** Text that says something, without space around it. */
  text(value: unknown, at: string): string {
    if (value === undefined) return '';
    if (typeof value === 'string' && value !== '' && value.trim() === value) return value;
    this.fault(at, 'must be text, not empty and without space around it');
    return '';
  }

  /** Text of a form, for example a rule id; `form` says it in words. */
  name(value: unknown, at: string, pattern: RegExp, form: string): string {
    const text = this.text(value, at);
    if (text !== '' && !pattern.test(text)) this.fault(at, `must be ${form}, not ${JSON.stringify(text)}`);
    return text;
  }

  oneOf<T extends string>(value: unknown, at: string, words: readonly T[]): T | undefined {
    if (value === undefined) return undefined;
    const word = words.find((candidate) => candidate === value);
    return word ?? this.fault(at, `must be one of ${words.join(', ')}, not ${JSON.stringify(value)}`);
  }

  wholeNumber(value: unknown, at: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
    if (value === undefined) return least;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    this.fault(at, `must be a whole number ${range}, not ${JSON.stringify(value)}`);
    return least;
  }

  date(value: unknown, at: string): PlainDate | undefined {
    if (value === undefined) return undefined;
    const date = typeof value === 'string' ? parsePlainDate(value) : undefined;
    return date ?? this.fault(at, `must be a date CCYY-MM-DD, not ${JSON.stringify(value)}`);
  }
}

export function join(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}
