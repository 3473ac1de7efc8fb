import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
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

/** Messages as staff read them. Keyset pages, the latest first. */
@Injectable()
export class MessageListRepository {
  constructor(private readonly dataSource: DataSource) {}

  async page(
    filter: MessageFilter,
    after: Place | null,
    limit: number,
  ): Promise<(ListedMessage & { at: string })[]> {
    return this.dataSource.query(
      `${SELECT_LISTED}
       WHERE ($1::text IS NULL OR message.state = $1) AND ($2::uuid IS NULL OR message.child_id = $2)
         AND ($3::text IS NULL OR (message.state = 'held' AND $3 = ANY(message.hold_reasons)))
         AND ($4::timestamptz IS NULL OR (message.planned_at, message.id) < ($4::timestamptz, $5::uuid))
       ORDER BY message.planned_at DESC, message.id DESC LIMIT $6`,
      [filter.state, filter.childId, filter.reason, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async find(id: string): Promise<ListedMessage | undefined> {
    const rows: ListedMessage[] = await this.dataSource.query(`${SELECT_LISTED} WHERE message.id = $1`, [id]);
    return rows[0];
  }

  async counts(): Promise<MessageCounts> {
    const states: { state: MessageState; messages: number }[] = await this.dataSource.query(
      'SELECT state, count(*)::int AS messages FROM message GROUP BY state',
    );
    const heldFor: { reason: HoldReason; messages: number }[] = await this.dataSource.query(
      `SELECT reason, count(*)::int AS messages FROM message CROSS JOIN LATERAL unnest(hold_reasons) AS reason
       WHERE state = 'held' GROUP BY reason ORDER BY messages DESC, reason`,
    );
    const of = (state: MessageState): number => states.find((row) => row.state === state)?.messages ?? 0;
    const byState = Object.fromEntries(
      messageStates.map((state) => [state, of(state)]),
    ) as MessageCounts['byState'];
    const delivered = of('sent') + of('cancelled');
    return {
      byState,
      heldFor,
      notDelivered: messageStates.reduce((sum, state) => sum + of(state), 0) - delivered,
    };
  }

  async unreleased(): Promise<UnreleasedSource[]> {
    return this.dataSource.query(
      `SELECT source.provider, source.service, source.first_census_on::text AS "firstCensusOn",
              (SELECT count(*)::int FROM message WHERE state = 'held' AND 'first_census' = ANY(hold_reasons)
                 AND EXISTS (SELECT 1 FROM referral WHERE referral.id = ANY(message.referral_ids)
                               AND referral.provider = source.provider
                               AND referral.service = source.service)) AS held
       FROM referral_source AS source
       WHERE source.first_census_on IS NOT NULL AND source.released_at IS NULL
       ORDER BY source.provider, source.service`,
    );
  }

  /** What the recording provider kept, latest first. */
  async recorded(after: Place | null, limit: number): Promise<(RecordedMessage & Place)[]> {
    return this.dataSource.query(
      `SELECT message_id AS "messageId", message_id AS id, recorded_at AT TIME ZONE 'UTC' || '+00' AS at,
              recorded_at AS "recordedAt", recipient_name AS "recipientName",
              recipient_address AS "recipientAddress", subject, body
       FROM recorded_message
       WHERE $1::timestamptz IS NULL OR recorded_at < $1::timestamptz
          OR (recorded_at = $1::timestamptz AND message_id > $2::uuid)
       ORDER BY recorded_at DESC, message_id LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
  }
}

const SELECT_LISTED = `
  SELECT message.id, message.child_id AS "childId", message.referral_ids AS "referralIds", message.kind,
         message.due_on::text AS "dueOn", message.state, message.hold_reasons AS "holdReasons", message.template,
         message.attempts, message.planned_at AS "plannedAt", message.next_attempt_at AS "nextAttemptAt",
         message.claimed_at AS "claimedAt", message.sent_at AS "sentAt", message.provider, message.failure,
         message.planned_at AT TIME ZONE 'UTC' || '+00' AS at,
         trim(child.given_name || ' ' || child.family_name) AS "childName",
         coalesce((SELECT id FROM referral WHERE referral.child_id = message.child_id
                   ORDER BY state = 'open' DESC, waiting_since, id LIMIT 1), message.referral_ids[1]) AS "referralId"
  FROM message JOIN child ON child.id = message.child_id`;
