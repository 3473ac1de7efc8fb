import { setTimeout as pause } from 'node:timers/promises';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How a migration waits for tables that others read: whoever comes to a table after it waits behind it, so it waits a
 * little, lets go of all it holds, and comes again. Milliseconds.
 */
export interface Patience {
  waitsFor: number;
  tries: number;
  pausesFor: number;
}

/** Pages wait five seconds at most at a time, and what reads for longer than a minute, a backup say, is left to end. */
export const PATIENCE: Patience = { waitsFor: 5_000, tries: 6, pausesFor: 5_000 };

type Migration = new () => MigrationInterface;

/**
 * The same migration, of the same name, waiting like that. Throws what PostgreSQL says of a lock that is not to be had
 * (55P03) when it has tried so often; then nothing of the migration has happened.
 */
export function behindNobody(migration: Migration, patience: Patience = PATIENCE): Migration {
  const patient = class extends migration {
    override async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(`SET LOCAL lock_timeout = ${patience.waitsFor}`);
      for (let tried = 1; ; tried++) {
        await queryRunner.query('SAVEPOINT before_it');
        try {
          await super.up(queryRunner);
          return;
        } catch (error) {
          if (!isInUse(error) || tried === patience.tries) throw error;
          // What it had locked is let go of here, and whoever waited behind it goes on.
          await queryRunner.query('ROLLBACK TO SAVEPOINT before_it');
        }
        await pause(patience.pausesFor);
      }
    }
  };
  // The tables of migrations and of backups know it by its name.
  Object.defineProperty(patient, 'name', { value: migration.name });
  return patient;
}

const isInUse = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '55P03';
