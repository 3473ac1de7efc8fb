import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../kernel/actor.js';
import { Trail } from '../audit/trail.js';
import { Conflict } from '../http/problems.js';

export type InstallationKind = 'demo' | 'real';

/**
 * What this database is. Marked once and never changed, so that invented children and real ones can never stand in
 * one queue.
 */
@Injectable()
export class Installation {
  /** Once committed a mark never changes, so it is asked for until there is one and then remembered. */
  private known: InstallationKind | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly trail: Trail,
  ) {}

  /** null: not marked yet. */
  async kind(): Promise<InstallationKind | null> {
    if (this.known === null) {
      const rows: { kind: InstallationKind }[] = await this.dataSource.query('SELECT kind FROM installation');
      this.known = rows[0]?.kind ?? null;
    }
    return this.known;
  }

  /** Marks the database in the caller's transaction; a second time changes nothing. Throws Conflict when it is the other kind. */
  async markAs(tx: EntityManager, kind: InstallationKind, actor: Actor): Promise<void> {
    const marked: unknown[] = await tx.query(
      'INSERT INTO installation (kind) VALUES ($1) ON CONFLICT DO NOTHING RETURNING kind',
      [kind],
    );
    if (marked.length > 0) {
      await this.trail.record(tx, actor, [
        { action: 'installation.marked', subjectKind: 'installation', subjectId: kind },
      ]);
      return;
    }
    const rows: { kind: InstallationKind }[] = await tx.query('SELECT kind FROM installation');
    const stands = rows[0]?.kind;
    if (stands !== kind)
      throw new Conflict(
        `this database is marked as ${stands ?? 'something else'} and cannot become ${kind}: use another one`,
      );
  }

  /** What has been noted about it, for example how far a long first load has come; {} where nothing. */
  async noted(): Promise<Readonly<Record<string, unknown>>> {
    const rows: { detail: Record<string, unknown> }[] = await this.dataSource.query(
      'SELECT detail FROM installation',
    );
    return rows[0]?.detail ?? {};
  }

  /** Adds to the note of a marked database, in the caller's transaction; a word already there is replaced. */
  async note(tx: EntityManager, actor: Actor, words: Readonly<Record<string, unknown>>): Promise<void> {
    const noted = await tx.query<[{ kind: string }[], number]>(
      'UPDATE installation SET detail = detail || $1::jsonb RETURNING kind',
      [JSON.stringify(words)],
    );
    const kind = noted[0][0]?.kind;
    if (kind === undefined) throw new Conflict('this database is not marked as demo or real yet');
    await this.trail.record(tx, actor, [
      { action: 'installation.noted', subjectKind: 'installation', subjectId: kind, detail: words },
    ]);
  }
}
