import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import type { ClockStandards } from '../referrals/clock-standard.js';
import { entryClocks, type EntryTold } from '../referrals/entry-clocks.js';
import { type EntryRow, entryColumns, queueEntry } from './queue-entry.js';
import type { ReferralStory } from './referral-story.js';

/** Decisions shown at once; a story longer than this says so. */
const DECISIONS = 20;

/** A day in Plymouth as text, from an instant. */
const londonDay = (column: string): string => `to_char(${column} AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')`;

/** Reads, from the rooms that hold them, what the page about one referral says. Writes nothing. */
@Injectable()
export class ReferralStoryRepository {
  /** `tx` sees one moment, so that a decision made meanwhile is either all there or not at all. */
  async find(
    tx: EntityManager,
    referralId: string,
    on: PlainDate,
    standards: ClockStandards,
  ): Promise<ReferralStory | null> {
    const many = async <T>(text: string): Promise<T[]> => tx.query(text, [referralId]);
    const [found] =
      await many<Pick<ReferralStory, 'referral' | 'child' | 'mayChange' | 'escalated'>>(REFERRAL);
    if (!found) return null;
    const [entry] = await many<EntryRow>(ENTRY);
    const decisions = await many<ReferralStory['decisions'][number]>(DECIDED);
    return {
      ...found,
      entry: entry ? queueEntry(entry, on) : null,
      lists: await many(LISTS),
      decisions: decisions.slice(0, DECISIONS),
      more: decisions.length > DECISIONS,
      confirmations: await many(CONFIRMED),
      actToday: await many(STOOD_FIRST),
      clocks: entryClocks(
        standards,
        { ...found.referral, birthDate: found.child.birthDate },
        await many<EntryTold>(CLOCKED),
        on,
      ),
      findings: await many(FOUND),
    };
  }
}

/** Dates inside JSON are text already. No column of address, contact or school is read. */
const REFERRAL = `
  SELECT json_build_object('id', r.id, 'childId', r.child_id, 'service', r.service, 'provider', r.provider,
      'serviceRequestIdentifier', r.service_request_identifier, 'receivedOn', r.received_on,
      'waitingSince', r.waiting_since, 'state', r.state, 'closedOn', r.closed_on, 'outcome', r.outcome,
      'appointmentOn', r.appointment_on, 'reportedOn', r.reported_on,
      'decisionDue', r.decision_due_since IS NOT NULL) AS referral,
    json_build_object('id', c.id, 'name', trim(c.given_name || ' ' || c.family_name), 'birthDate', c.birth_date,
      'nhsNumber', c.nhs_number, 'identity', c.identity, 'locality', c.locality, 'diedOn', c.died_on,
      'restricted', c.restricted) AS child,
    json_build_object('referral', viewer_works_on_referral(r.id), 'child', viewer_works_with(r.child_id)) AS "mayChange",
    r.id = ANY (viewer_escalated_referrals()) AS escalated
  FROM referral AS r JOIN child AS c ON c.id = r.child_id WHERE r.id = $1`;

const ENTRY = `SELECT ${entryColumns} FROM waiting_list_entry AS e JOIN child AS c ON c.id = e.child_id
  WHERE e.referral_id = $1`;

const LISTS = `
  SELECT o.id AS "referralId", o.service, o.provider, o.waiting_since::text AS "waitingSince",
    o.closed_on::text AS "closedOn", e.band
  FROM referral AS r JOIN referral AS o ON o.child_id = r.child_id
  LEFT JOIN waiting_list_entry AS e ON e.referral_id = o.id
  WHERE r.id = $1 ORDER BY o.closed_on IS NOT NULL, o.waiting_since, o.id`;

/** One more than is shown, to know whether there are more. */
const DECIDED = `
  SELECT id, to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt",
    ${londonDay('decided_at')} AS "decidedOn", decided_by AS "decidedBy", receipt
  FROM decision WHERE referral_id = $1 ORDER BY sequence DESC LIMIT ${DECISIONS + 1}`;

const CONFIRMED = `
  SELECT decision_id AS "decisionId", band, confirmed_on::text AS "on", confirmed_by AS "by", note
  FROM confirmation WHERE referral_id = $1 ORDER BY confirmed_at, id`;

const STOOD_FIRST = `
  SELECT ${londonDay('started_at')} AS "from", ${londonDay('ended_at')} AS "until", ended_by AS "by",
    what_was_done AS "whatWasDone"
  FROM act_today_episode WHERE referral_id = $1 ORDER BY started_at, id`;

const FOUND = `
  SELECT code, owner_role AS "ownerRole", ${londonDay('raised_at')} AS "raisedOn",
    ${londonDay('resolved_at')} AS "resolvedOn"
  FROM finding WHERE referral_id = $1 ORDER BY raised_at, code`;

/** Every entry of the child on that provider's list of the service, with what was told of each. */
const CLOCKED = `
  SELECT r.id, r.received_on::text AS "receivedOn", r.waiting_since::text AS "waitingSince",
    r.closed_on::text AS "closedOn", r.team_type AS "teamType",
    coalesce((SELECT f.value IN ('urgent', 'emergency') FROM fact AS f
      WHERE f.referral_id = r.id AND f.code = 'provider_priority' AND f.withdrawn_at IS NULL
      ORDER BY f.recorded_on DESC LIMIT 1), false) AS urgent,
    coalesce((SELECT json_agg(json_build_object('id', e.id, 'kind', e.kind, 'happenedOn', e.happened_on,
        'communicatedOn', e.communicated_on, 'detail', e.detail, 'withdraws', e.withdraws, 'source', e.source,
        'saidBy', e.said_by, 'saidOn', ${londonDay('e.said_at')}, 'note', e.note) ORDER BY e.sequence)
      FROM clock_event AS e WHERE e.referral_id = r.id), '[]') AS events
  FROM referral AS o JOIN referral AS r
    ON r.child_id = o.child_id AND r.provider = o.provider AND r.service = o.service
  WHERE o.id = $1`;
