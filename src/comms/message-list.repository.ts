import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { HoldReason } from './hold-reason.js';
import { type MessageState, messageStates } from './message.js';
import type {
  ListedMessage,
  MessageCounts,
  MessageFilter,
  Place,
  RecordedMessage,
  UnreleasedSource,
} from './message-list.js';
import { NOT_SHOWN, reasonsThatAreFacts, type ShownReason } from './shown-reason.js';

/** Somebody who reads, in their own transaction, and the reasons that their role is not told. */
export interface MessageReader {
  tx: EntityManager;
  hidden: readonly HoldReason[];
}

/**
 * Messages as staff read them. Keyset pages, the latest first. Which messages a reader may see is found in one go
 * (migrations/1795731000000); the rows of a page are read under row-level security.
 */
@Injectable()
export class MessageListRepository {
  constructor(private readonly dataSource: DataSource) {}

  async page(
    { tx, hidden }: MessageReader,
    filter: MessageFilter,
    after: Place | null,
    limit: number,
  ): Promise<(ListedMessage & { at: string })[]> {
    return tx.query(
      `${listed('$1')} WHERE message.id IN (
         SELECT seen.id FROM viewer_messages() AS seen
         WHERE ($2::text IS NULL OR seen.state = $2) AND ($3::uuid IS NULL OR seen.child_id = $3)
           AND ($4::text IS NULL OR (seen.state = 'held' AND $4 = ANY (seen.hold_reasons) AND ${isShown('$4', '$1', 'seen')}))
           AND ($5::timestamptz IS NULL OR (seen.planned_at, seen.id) < ($5::timestamptz, $6::uuid))
         ORDER BY seen.planned_at DESC, seen.id DESC LIMIT $7)
       ORDER BY message.planned_at DESC, message.id DESC`,
      [hidden, filter.state, filter.childId, filter.reason, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async find({ tx, hidden }: MessageReader, id: string): Promise<ListedMessage | undefined> {
    const rows: ListedMessage[] = await tx.query(`${listed('$1')} WHERE message.id = $2`, [hidden, id]);
    return rows[0];
  }

  /** Reasons for which messages of children are held, as they may be shown to this reader, in the order given, by id. */
  async shownReasons(
    { tx, hidden }: MessageReader,
    asked: readonly { id: string; childId: string | null; reason: HoldReason }[],
  ): Promise<Map<string, Set<ShownReason>>> {
    const rows: { id: string; reason: ShownReason }[] = await tx.query(
      `SELECT asked.id, CASE WHEN ${isShown('reason', '$1', 'asked')} THEN reason ELSE '${NOT_SHOWN}' END AS reason
       FROM unnest($2::uuid[], $3::uuid[], $4::text[]) WITH ORDINALITY AS asked (id, child_id, reason, place)
       ORDER BY place`,
      [
        hidden,
        asked.map(({ id }) => id),
        asked.map(({ childId }) => childId),
        asked.map(({ reason }) => reason),
      ],
    );
    const shown = new Map<string, Set<ShownReason>>();
    for (const { id, reason } of rows) shown.set(id, (shown.get(id) ?? new Set()).add(reason));
    return shown;
  }

  /** Where it stands, for whoever moves it. */
  async standing(id: string): Promise<{ id: string; childId: string; state: MessageState } | undefined> {
    const rows: { id: string; childId: string; state: MessageState }[] = await this.dataSource.query(
      'SELECT id, child_id AS "childId", state FROM message WHERE id = $1',
      [id],
    );
    return rows[0];
  }

  async counts({ tx, hidden }: MessageReader): Promise<MessageCounts> {
    const rows: { state: MessageState | null; reason: ShownReason | null; messages: number }[] =
      await tx.query(
        `WITH seen AS MATERIALIZED (SELECT * FROM viewer_messages())
         SELECT state, NULL AS reason, count(*)::int AS messages FROM seen GROUP BY state
         UNION ALL
         SELECT NULL, CASE WHEN ${isShown('reason', '$1', 'seen')} THEN reason ELSE '${NOT_SHOWN}' END AS shown,
           count(DISTINCT seen.id)::int
         FROM seen CROSS JOIN LATERAL unnest(seen.hold_reasons) AS reason WHERE state = 'held' GROUP BY shown
         ORDER BY messages DESC, reason`,
        [hidden],
      );
    const of = (state: MessageState): number => rows.find((row) => row.state === state)?.messages ?? 0;
    const byState = Object.fromEntries(
      messageStates.map((state) => [state, of(state)]),
    ) as MessageCounts['byState'];
    const delivered = of('sent') + of('cancelled');
    return {
      byState,
      heldFor: rows.flatMap(({ reason, messages }) => (reason === null ? [] : [{ reason, messages }])),
      notDelivered: messageStates.reduce((sum, state) => sum + of(state), 0) - delivered,
    };
  }

  /** Lists of these providers and services (`*`: all) whose first census waits for a named person. */
  async unreleased(
    { tx }: Pick<MessageReader, 'tx'>,
    of: { providers: readonly string[]; services: readonly string[] },
  ): Promise<UnreleasedSource[]> {
    return tx.query(
      `SELECT source.provider, source.service, source.first_census_on::text AS "firstCensusOn",
              (SELECT count(*)::int FROM viewer_messages() AS seen
               WHERE seen.state = 'held' AND 'first_census' = ANY (seen.hold_reasons)
                 AND EXISTS (SELECT FROM referral WHERE referral.id = ANY (seen.referral_ids)
                               AND referral.provider = source.provider
                               AND referral.service = source.service)) AS held
       FROM referral_source AS source
       WHERE source.first_census_on IS NOT NULL AND source.released_at IS NULL
         AND scope_has($1::text[], source.provider) AND scope_has($2::text[], source.service)
       ORDER BY source.provider, source.service`,
      [of.providers, of.services],
    );
  }

  /** What the recording provider kept for families whose child is not restricted, latest first. */
  async recorded(
    tx: EntityManager,
    after: Place | null,
    limit: number,
  ): Promise<(RecordedMessage & Place & { childId: string })[]> {
    return tx.query(
      `SELECT kept.message_id AS "messageId", kept.message_id AS id, kept.recorded_at AT TIME ZONE 'UTC' || '+00' AS at,
              kept.recorded_at AS "recordedAt", kept.recipient_name AS "recipientName",
              kept.recipient_address AS "recipientAddress", kept.subject, kept.body, message.child_id AS "childId"
       FROM recorded_message AS kept JOIN message ON message.id = kept.message_id
         AND NOT child_is_restricted(message.child_id)
       WHERE kept.message_id IN (
         SELECT message_id FROM viewer_recorded_messages()
         WHERE $1::timestamptz IS NULL OR recorded_at < $1::timestamptz
            OR (recorded_at = $1::timestamptz AND message_id > $2::uuid)
         ORDER BY recorded_at DESC, message_id LIMIT $3)
       ORDER BY kept.recorded_at DESC, kept.message_id`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
  }
}

/**
 * Whether a reason may be shown to this reader: not hidden from their role, and a fact only where they may see that it
 * was said. That they may see somebody’s no tells them nothing of somebody else’s yes.
 */
function isShown(reason: string, hidden: string, message: string): string {
  const facts = Object.entries(reasonsThatAreFacts).map(
    ([held, code]) => `WHEN '${held}' THEN
      EXISTS (SELECT FROM (
          SELECT DISTINCT ON (source, organisation) value FROM fact
          WHERE fact.child_id = ${message}.child_id AND fact.code = '${code}' AND fact.withdrawn_at IS NULL AND value <> 'unknown'
          ORDER BY source, organisation, recorded_on DESC) AS latest WHERE latest.value = 'yes')
      OR EXISTS (SELECT FROM child_record AS record WHERE record.child_id = ${message}.child_id AND record.${code} = 'Y')`,
  );
  return `(${reason} <> ALL (${hidden}::text[]) AND CASE ${reason} ${facts.join(' ')} ELSE true END)`;
}

const listed = (hidden: string): string => `
  SELECT message.id, message.child_id AS "childId", message.referral_ids AS "referralIds", message.kind,
         message.due_on::text AS "dueOn", message.state, message.template,
         ARRAY(SELECT shown FROM (
             SELECT CASE WHEN ${isShown('reason', hidden, 'message')} THEN reason ELSE '${NOT_SHOWN}' END AS shown, place
             FROM unnest(message.hold_reasons) WITH ORDINALITY AS r (reason, place)) AS reasons
           GROUP BY shown ORDER BY min(place)) AS "holdReasons",
         message.attempts, message.planned_at AS "plannedAt", message.next_attempt_at AS "nextAttemptAt",
         message.claimed_at AS "claimedAt", message.sent_at AS "sentAt", message.provider, message.failure,
         message.planned_at AT TIME ZONE 'UTC' || '+00' AS at,
         trim(child.given_name || ' ' || child.family_name) AS "childName",
         coalesce((SELECT id FROM referral WHERE referral.child_id = message.child_id
                   ORDER BY state = 'open' DESC, waiting_since, id LIMIT 1), message.referral_ids[1]) AS "referralId"
  FROM message JOIN child ON child.id = message.child_id`;
