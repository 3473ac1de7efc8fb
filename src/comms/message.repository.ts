import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { londonDate, type PlainDate } from '../kernel/plain-date.js';
import { unnest } from '../platform/database/unnest.js';
import type { HoldReason } from './hold-reason.js';
import type { MessageKind, Recipient, TemplateId } from './message.js';
import type { OnItsWay } from './plan.js';

/** A whole message, as it would leave now. */
export interface Draft {
  childId: string;
  referralIds: readonly string[];
  template: TemplateId;
  templateVersion: string;
  channel: 'email';
  to: Recipient;
  subject: string;
  body: string;
  /** What was said about how long is left, and the forecast behind it, kept so that forecasts can be checked. */
  estimate: unknown;
}

/** What a family has been sent, and where a message did not reach it. */
export interface Told {
  childId: string;
  lastSentOn: PlainDate | null;
  about: readonly string[];
  /** The latest message that did not go and is not to be tried again, if it is later than the last that went. */
  failed: { on: PlainDate; address: string; about: readonly string[] } | null;
}

/** The outbox table: planning. Every write is set-based and in the caller's transaction. */
@Injectable()
export class MessageRepository {
  /** Messages on their way, locked: nobody claims or plans them until this transaction ends. */
  async lockOnItsWay(tx: EntityManager, childIds: readonly string[]): Promise<OnItsWay[]> {
    return tx.query(
      `SELECT id, child_id AS "childId", state, kind, due_on::text AS "dueOn", hold_reasons AS "holdReasons"
       FROM message WHERE child_id = ANY($1::uuid[]) AND state IN ('held', 'ready', 'sending', 'uncertain')
       ORDER BY id FOR UPDATE`,
      [childIds],
    );
  }

  async told(tx: EntityManager, childIds: readonly string[]): Promise<Told[]> {
    const rows: {
      child_id: string;
      last_sent: Date | null;
      about: string[] | null;
      failed: { at: string; address: string; about: string[] } | null;
    }[] = await tx.query(
      `SELECT child_id, max(sent_at) FILTER (WHERE state = 'sent') AS last_sent,
              array_agg(DISTINCT referral_id) FILTER (WHERE state = 'sent') AS about,
              (array_agg(json_build_object('at', planned_at, 'address', recipient_address, 'about', referral_ids)
                         ORDER BY planned_at DESC) FILTER (WHERE state <> 'sent'))[1] AS failed
       FROM message CROSS JOIN LATERAL unnest(referral_ids) AS referral_id
       WHERE child_id = ANY($1::uuid[])
         AND (state IN ('sent', 'failed') OR (state = 'cancelled' AND claimed_at IS NOT NULL))
       GROUP BY child_id`,
      [childIds],
    );
    return rows.map(({ child_id, last_sent, about, failed }) => ({
      childId: child_id,
      lastSentOn: last_sent === null ? null : londonDate(last_sent),
      about: about ?? [],
      failed:
        failed === null || (last_sent !== null && new Date(failed.at) < last_sent)
          ? null
          : { ...failed, on: londonDate(new Date(failed.at)) },
    }));
  }

  /** Adds held messages without a word of text; a child that has one on its way meanwhile is passed over. */
  async addHeld(
    tx: EntityManager,
    now: Date,
    by: string,
    messages: readonly {
      childId: string;
      kind: MessageKind;
      dueOn: PlainDate;
      reasons: readonly HoldReason[];
      referralIds: readonly string[];
      template: TemplateId;
      templateVersion: string;
    }[],
  ): Promise<{ id: string; childId: string }[]> {
    if (messages.length === 0) return [];
    const r = unnest(
      messages,
      {
        child_id: ['uuid', (one) => one.childId],
        kind: ['text', (one) => one.kind],
        due_on: ['date', (one) => one.dueOn],
        reasons: ['jsonb', (one) => JSON.stringify(one.reasons)],
        referral_ids: ['jsonb', (one) => JSON.stringify(one.referralIds)],
        template: ['text', (one) => one.template],
        template_version: ['text', (one) => one.templateVersion],
      },
      3,
    );
    return tx.query(
      `INSERT INTO message (child_id, kind, due_on, state, hold_reasons, referral_ids, template, template_version,
                            channel, planned_at, planned_by)
       SELECT child_id, kind, due_on, 'held', ${texts('reasons')}, ${uuids('referral_ids')}, template,
              template_version, 'email', $1, $2
       FROM ${r.sql} ORDER BY child_id
       ON CONFLICT (child_id) WHERE state IN ('held', 'ready', 'sending', 'uncertain') DO NOTHING
       RETURNING id, child_id AS "childId"`,
      [now, by, ...r.parameters],
    );
  }

  /** Adds messages that may leave at once. */
  async addReady(
    tx: EntityManager,
    now: Date,
    by: string,
    messages: readonly (Draft & { kind: MessageKind; dueOn: PlainDate })[],
  ): Promise<{ id: string; childId: string }[]> {
    if (messages.length === 0) return [];
    const r = unnest(
      messages,
      {
        ...draftColumns,
        child_id: ['uuid', (one) => one.childId],
        kind: ['text', (one) => one.kind],
        due_on: ['date', (one) => one.dueOn],
      },
      3,
    );
    return tx.query(
      `INSERT INTO message (child_id, kind, due_on, state, planned_at, planned_by, next_attempt_at, referral_ids,
                            template, template_version, channel, recipient_name, recipient_address, subject, body,
                            estimate)
       SELECT child_id, kind, due_on, 'ready', $1, $2, $1, ${uuids('referral_ids')},
              template, template_version, channel, recipient_name, recipient_address, subject, body, estimate
       FROM ${r.sql} ORDER BY child_id
       ON CONFLICT (child_id) WHERE state IN ('held', 'ready', 'sending', 'uncertain') DO NOTHING
       RETURNING id, child_id AS "childId"`,
      [now, by, ...r.parameters],
    );
  }

  /** Holds messages, or holds them for other reasons. What they would have said is forgotten: it may be wrong now. */
  async hold(
    tx: EntityManager,
    messages: readonly { id: string; reasons: readonly HoldReason[] }[],
  ): Promise<void> {
    if (messages.length === 0) return;
    const r = unnest(messages, {
      id: ['uuid', (one) => one.id],
      reasons: ['jsonb', (one) => JSON.stringify(one.reasons)],
    });
    await tx.query(
      `UPDATE message SET state = 'held', hold_reasons = ${texts('reasons')}, recipient_name = NULL,
              recipient_address = NULL, subject = NULL, body = NULL, estimate = NULL, next_attempt_at = NULL,
              provider = NULL, failure = NULL
       FROM ${r.sql} WHERE message.id = r.id AND message.state IN ('held', 'ready')`,
      r.parameters,
    );
  }

  /** Lets held messages go, with their text written anew. */
  async makeReady(
    tx: EntityManager,
    now: Date,
    messages: readonly (Draft & { id: string })[],
  ): Promise<void> {
    if (messages.length === 0) return;
    const r = unnest(messages, { id: ['uuid', (one) => one.id], ...draftColumns }, 2);
    await tx.query(
      `UPDATE message SET state = 'ready', hold_reasons = '{}', next_attempt_at = $1, ${SET_DRAFT}
       FROM ${r.sql} WHERE message.id = r.id AND message.state = 'held'`,
      [now, ...r.parameters],
    );
  }

  /** Replaces what a message says by what is true now. */
  async rewrite(tx: EntityManager, id: string, draft: Draft): Promise<void> {
    const r = unnest([draft], draftColumns, 2);
    await tx.query(
      `UPDATE message SET ${SET_DRAFT} FROM ${r.sql} WHERE message.id = $1 AND message.state = 'ready'`,
      [id, ...r.parameters],
    );
  }

  /** Drops messages nobody needs any more, and their text with them. */
  async cancel(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE message SET state = 'cancelled', hold_reasons = '{}', next_attempt_at = NULL, claimed_at = NULL,
              recipient_name = NULL, recipient_address = NULL, subject = NULL, body = NULL, estimate = NULL
       WHERE id = ANY($1::uuid[]) AND state IN ('held', 'ready')`,
      [ids],
    );
  }
}

const draftColumns: Readonly<Record<string, readonly [string, (draft: Draft) => unknown]>> = {
  referral_ids: ['jsonb', (draft) => JSON.stringify(draft.referralIds)],
  template: ['text', (draft) => draft.template],
  template_version: ['text', (draft) => draft.templateVersion],
  channel: ['text', (draft) => draft.channel],
  recipient_name: ['text', (draft) => draft.to.name],
  recipient_address: ['text', (draft) => draft.to.address],
  subject: ['text', (draft) => draft.subject],
  body: ['text', (draft) => draft.body],
  estimate: ['jsonb', (draft) => JSON.stringify(draft.estimate)],
};

/** Lists of different lengths travel as JSON: an `unnest` of arrays would need them all of one length. */
const texts = (column: string): string => `ARRAY(SELECT jsonb_array_elements_text(r.${column}))`;
const uuids = (column: string): string => `ARRAY(SELECT jsonb_array_elements_text(r.${column})::uuid)`;

const SET_DRAFT = `referral_ids = ${uuids('referral_ids')}, template = r.template,
  template_version = r.template_version, channel = r.channel, recipient_name = r.recipient_name,
  recipient_address = r.recipient_address, subject = r.subject, body = r.body, estimate = r.estimate`;
