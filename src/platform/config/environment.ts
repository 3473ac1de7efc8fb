import { readFileSync } from 'node:fs';
import type { Fault } from '../../kernel/outcome.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and gathers what is wrong with them. A blank value is the same as none. */
export class Settings {
  readonly faults: Fault[] = [];

  constructor(private readonly env: Environment) {}

  fault(at: string, message: string): void {
    this.faults.push({ at, message });
  }

  text(name: string): string | null {
    return (this.env[name] ?? '').trim() || null;
  }

  /** A setting that may hold a secret: itself, or the file that `<name>_FILE` names. */
  secret(name: string): string | null {
    const file = this.text(`${name}_FILE`);
    if (file === null) return this.text(name);
    if (this.text(name) !== null) this.fault(name, `is set, and ${name}_FILE too: only one of them may be`);
    return this.file(`${name}_FILE`);
  }

  /** What stands in the file that a setting names; null where the setting is not there. */
  file(name: string): string | null {
    const path = this.text(name);
    if (path === null) return null;
    try {
      const held = readFileSync(path, 'utf8').trim();
      if (held === '') this.fault(name, 'names a file with nothing in it');
      return held || null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.fault(name, `names a file that cannot be read (${code ?? 'unknown reason'})`);
      return null;
    }
  }

  wholeNumber(name: string, otherwise: number, from: number, to: number): number {
    const given = this.text(name);
    if (given === null) return otherwise;
    const number = /^\d{1,9}$/.test(given) ? Number(given) : NaN;
    if (number >= from && number <= to) return number;
    this.fault(name, `must be a whole number from ${from} to ${to}`);
    return otherwise;
  }

  /** Never repeats the value: it may hold a password. */
  url(name: string, schemes: readonly string[]): string | null {
    const given = this.secret(name);
    if (given === null || isUrl(given, schemes)) return given;
    this.fault(name, `must be an address beginning ${schemes.join(':// or ')}://`);
    return null;
  }

  words(name: string): string[] {
    return (this.text(name) ?? '')
      .split(/[\s,]+/)
      .map((word) => word.trim())
      .filter((word) => word !== '');
  }
}

function isUrl(text: string, schemes: readonly string[]): boolean {
  try {
    return schemes.includes(new URL(text).protocol.slice(0, -1));
  } catch {
    return false;
  }
}
