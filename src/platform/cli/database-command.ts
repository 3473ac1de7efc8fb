import type { DataSource } from 'typeorm';
import type { Actor } from '../../kernel/actor.js';
import type { Schema } from '../database/data-source.js';
import type { CliCommand } from './command.js';

export interface AboutDatabase {
  /** Connected as whoever owns the tables. */
  dataSource: DataSource;
  url: string;
  schema: Schema;
  args: readonly unknown[];
  options: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** Whoever runs it, for the trail. */
  operator: Actor;
}

/** A command about the database itself, run before any room is built on it. Answers what to print, as JSON. */
export interface DatabaseCommand extends Pick<CliCommand, 'name' | 'description' | 'configure' | 'policy'> {
  /** Another database than the configured one, where the options name it. */
  address?(options: Readonly<Record<string, unknown>>): string | null;
  about(given: AboutDatabase): Promise<Record<string, unknown>>;
  /** Whether the answer says that something is wrong: exit code 1. Absent: it never does. */
  foundWrong?(answer: Readonly<Record<string, unknown>>): boolean;
}
