import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { unnest } from '../platform/database/unnest.js';
import { severity } from './concern.js';
import { UNKNOWN } from './check-fact.js';
import { usualConfidence } from './confidence.js';
import type { Confidence, Fact } from './fact.js';
import { factDefinition } from './vocabulary.js';

/**
 * A fact to be added: about the child where `referralId` is null, and the vocabulary has already said which. Confidence
 * that nobody stated is what the source means.
 */
export type NewFact = Pick<
  Fact,
  'childId' | 'referralId' | 'code' | 'value' | 'source' | 'organisation' | 'recordedOn'
> & { importFileId?: string | null; confidence?: Confidence | null };

/**
 * What became of a new fact. `repeated`: the same was already said. `conflicting`: the same source and organisation
 * said something else about the same subject on the same day, or the same with another confidence; `id`, `value` and
 * `confidence` are what stands.
 */
export interface RecordedFact {
  is: 'recorded' | 'repeated' | 'conflicting';
  id: string;
  value: string;
  confidence: Confidence;
}

/** The store of facts. Writes run in the caller's transaction and take any number of facts. */
@Injectable()
export class FactRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Adds facts, in order; answers what became of each, in the same order. */
  async record(tx: EntityManager, facts: readonly NewFact[]): Promise<RecordedFact[]> {
    if (facts.length === 0) return [];
    const rows = facts.map((fact) => ({
      id: randomUUID(),
      fact,
      confidence: fact.confidence ?? usualConfidence(fact.source),
    }));
    const r = unnest(rows, {
      id: ['uuid', ({ id }) => id],
      child_id: ['uuid', ({ fact }) => fact.childId],
      referral_id: ['uuid', ({ fact }) => fact.referralId],
      code: ['text', ({ fact }) => fact.code],
      value: ['text', ({ fact }) => fact.value],
      source: ['text', ({ fact }) => fact.source],
      organisation: ['text', ({ fact }) => fact.organisation],
      confidence: ['text', ({ confidence }) => confidence],
      recorded_on: ['date', ({ fact }) => fact.recordedOn],
      import_file_id: ['uuid', ({ fact }) => fact.importFileId],
    });
    const inserted: { id: string }[] = await tx.query(
      `INSERT INTO fact (${r.names}) SELECT ${r.names} FROM ${r.sql} ON CONFLICT DO NOTHING RETURNING id`,
      r.parameters,
    );
    const added = new Set(inserted.map((row) => row.id));
    const stands = await this.standing(
      tx,
      rows.filter(({ id }) => !added.has(id)),
    );
    return rows.map(({ id, fact, confidence }) => {
      if (added.has(id)) return { is: 'recorded', id, value: fact.value, confidence };
      const stored = stands.get(id);
      if (!stored) throw new Error(`fact ${fact.code} was neither added nor found`);
      const same = stored.value === fact.value && (!fact.confidence || stored.confidence === confidence);
      return { is: same ? 'repeated' : 'conflicting', ...stored };
    });
  }

  /** What is stored, not withdrawn, under the key of each of these, by new id. */
  private async standing(
    tx: EntityManager,
    rows: readonly { id: string; fact: NewFact }[],
  ): Promise<ReadonlyMap<string, Omit<RecordedFact, 'is'>>> {
    if (rows.length === 0) return new Map();
    const about = async (subject: 'child_id' | 'referral_id') => {
      const r = unnest(
        rows.filter(({ fact }) => (fact.referralId === null) === (subject === 'child_id')),
        {
          asked: ['uuid', ({ id }) => id],
          subject: ['uuid', ({ fact }) => fact.referralId ?? fact.childId],
          code: ['text', ({ fact }) => fact.code],
          source: ['text', ({ fact }) => fact.source],
          organisation: ['text', ({ fact }) => fact.organisation],
          recorded_on: ['date', ({ fact }) => fact.recordedOn],
        },
      );
      const found: (Omit<RecordedFact, 'is'> & { asked: string })[] = await tx.query(
        `SELECT r.asked, f.id, f.value, f.confidence FROM ${r.sql}
         JOIN fact f ON f.${subject} = r.subject AND f.code = r.code AND f.source = r.source
           AND f.organisation = r.organisation AND f.recorded_on = r.recorded_on AND f.withdrawn_at IS NULL
           AND f.referral_id IS ${subject === 'child_id' ? '' : 'NOT '}NULL`,
        r.parameters,
      );
      return found;
    };
    const found = [...(await about('child_id')), ...(await about('referral_id'))];
    return new Map(found.map(({ asked, ...stored }) => [asked, stored]));
  }

  /** Withdraws facts entered in error: they no longer count, and are kept and shown with who and why. */
  async withdraw(tx: EntityManager, actor: Actor, ids: readonly string[], reason: string): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE fact SET withdrawn_at = now(), withdrawn_by = $2, withdrawn_reason = $3
       WHERE id = ANY($1) AND withdrawn_at IS NULL`,
      [ids, actor.name, reason],
    );
  }

  /**
   * Gives everything said about one child to another, where the two turned out to be one. Where the same source told
   * both something else about the child on the same day, the more concerning stands and the other is withdrawn.
   */
  async moveToChild(tx: EntityManager, actor: Actor, from: string, to: string): Promise<void> {
    const pairs: { code: string; moved: string; movedValue: string; held: string; heldValue: string }[] =
      await tx.query(
        `SELECT f.code, f.id AS moved, f.value AS "movedValue", held.id AS held, held.value AS "heldValue"
         FROM fact f JOIN fact held
           ON (held.code, held.source, held.organisation, held.recorded_on)
              = (f.code, f.source, f.organisation, f.recorded_on)
         WHERE f.child_id = $1 AND f.referral_id IS NULL AND f.withdrawn_at IS NULL
           AND held.child_id = $2 AND held.referral_id IS NULL AND held.withdrawn_at IS NULL`,
        [from, to],
      );
    const lesser = pairs.map((pair) =>
      worry(pair.code, pair.movedValue) > worry(pair.code, pair.heldValue) ? pair.held : pair.moved,
    );
    await this.withdraw(tx, actor, lesser, 'the same source said this or worse that day of the same child');
    await tx.query('UPDATE fact SET child_id = $2 WHERE child_id = $1', [from, to]);
  }

  /** Every fact about these children and their referrals, withdrawn ones included, oldest first. */
  async ofChildren(
    childIds: readonly string[],
    from: EntityManager = this.dataSource.manager,
  ): Promise<Fact[]> {
    return from.query(`${SELECT_FACT} WHERE child_id = ANY($1) ORDER BY recorded_on, received_at, id`, [
      childIds,
    ]);
  }

  async find(id: string, from: EntityManager = this.dataSource.manager): Promise<Fact | undefined> {
    const found: Fact[] = await from.query(`${SELECT_FACT} WHERE id = $1`, [id]);
    return found[0];
  }

  /** The latest value each of these referrals was given under one code by one source; absent where there is none. */
  async latestAboutReferrals(
    tx: EntityManager,
    referralIds: readonly string[],
    code: string,
    source: Fact['source'],
  ): Promise<ReadonlyMap<string, string>> {
    const found: { referralId: string; value: string }[] = await tx.query(
      `SELECT DISTINCT ON (referral_id) referral_id AS "referralId", value FROM fact
       WHERE referral_id = ANY($1) AND code = $2 AND source = $3 AND withdrawn_at IS NULL
       ORDER BY referral_id, recorded_on DESC`,
      [referralIds, code, source],
    );
    return new Map(found.map((row) => [row.referralId, row.value]));
  }
}

const SELECT_FACT = `SELECT id, child_id AS "childId", referral_id AS "referralId", code, value, source, organisation,
  confidence, recorded_on::text AS "recordedOn", (withdrawn_at AT TIME ZONE 'Europe/London')::date::text AS "withdrawnOn" FROM fact`;

function worry(code: string, value: string): number {
  const definition = factDefinition(code);
  return definition === undefined || value === UNKNOWN ? -Infinity : severity(definition, value);
}
