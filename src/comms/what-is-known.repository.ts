import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { STATUS_DIED } from '../referrals/clock-rtt.js';
import { ENTERED_BY_HAND } from '../referrals/finding.js';
import type { MarkedAlike, WhatIsKnown } from './what-is-known.js';

/** Reads everything that decides whether a family is written to, set-based, from rooms to the left. Owns no table. */
@Injectable()
export class WhatIsKnownRepository {
  async of(tx: EntityManager, childIds: readonly string[]): Promise<WhatIsKnown[]> {
    return tx.query(SELECT_KNOWN, [childIds]);
  }

  /** Children who may be the same as these, each apart, where something stops their messages. */
  async markedAlike(tx: EntityManager, childIds: readonly string[]): Promise<MarkedAlike[]> {
    return tx.query(SELECT_MARKED_ALIKE, [childIds]);
  }

  /** The next children, in order, about whom there may be something to plan or to plan anew. */
  async childrenToPlan(
    tx: EntityManager,
    after: string | null,
    toldBefore: Date,
    limit: number,
  ): Promise<string[]> {
    const rows: { child_id: string }[] = await tx.query(
      `SELECT child_id FROM (
         SELECT child_id FROM message WHERE state IN ('held', 'ready')
         UNION
         SELECT child_id FROM referral AS entry
         WHERE state = 'open' AND NOT EXISTS (
           SELECT 1 FROM message WHERE message.child_id = entry.child_id AND message.state = 'sent'
             AND message.sent_at > $2 AND entry.id = ANY(message.referral_ids))) AS candidate
       WHERE $1::uuid IS NULL OR child_id > $1::uuid
       ORDER BY child_id LIMIT $3`,
      [after, toldBefore, limit],
    );
    return rows.map((row) => row.child_id);
  }

  /** The next children, in order, whose message is held for this reason. */
  async childrenHeldFor(
    tx: EntityManager,
    reason: string,
    after: string | null,
    limit: number,
  ): Promise<string[]> {
    const rows: { child_id: string }[] = await tx.query(
      `SELECT child_id FROM message
       WHERE state = 'held' AND $1 = ANY(hold_reasons) AND ($2::uuid IS NULL OR child_id > $2::uuid)
       ORDER BY child_id LIMIT $3`,
      [reason, after, limit],
    );
    return rows.map((row) => row.child_id);
  }

  /** Lists whose latest extract is no older than a day, and those whose first census has been released. */
  async soundSources(
    tx: EntityManager,
    reportedSince: string,
  ): Promise<{ provider: string; service: string; fresh: boolean; released: boolean }[]> {
    return tx.query(
      `SELECT provider, service, coalesce(latest_extract_on >= $1::date, false) AS fresh,
              released_at IS NOT NULL AS released
       FROM referral_source ORDER BY provider, service`,
      [reportedSince],
    );
  }
}

/** The latest answer of each source and organisation counts; a yes of any of them counts (clinical core, "Facts"). */
const saidYes = (child: 'child' | 'other', code: string): string =>
  `EXISTS (SELECT 1 FROM (
     SELECT DISTINCT ON (source, organisation) value FROM fact
     WHERE fact.child_id = ${child}.id AND fact.code = '${code}' AND withdrawn_at IS NULL AND value <> 'unknown'
     ORDER BY source, organisation, recorded_on DESC) AS latest WHERE latest.value = 'yes')`;

const toBeActedOn = (child: 'child' | 'other'): string =>
  `(EXISTS (SELECT 1 FROM act_today_episode AS episode
            WHERE episode.child_id = ${child}.id AND episode.ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM waiting_list_entry AS entry WHERE entry.child_id = ${child}.id AND entry.act_today))`;

/**
 * Possible matches are never linked, only respected: the same birth date and family name (however it is written), or the
 * same number where it has not linked the two. A twin is one: a person looks.
 */
const ALIKE = `(
      SELECT DISTINCT alike.child_id
      FROM child_record AS mine
      JOIN child_record AS alike ON alike.child_id <> mine.child_id
        AND ((alike.birth_date = mine.birth_date AND lower(trim(alike.family_name)) = lower(trim(mine.family_name))
              AND trim(mine.family_name) <> '')
             OR alike.nhs_number = mine.nhs_number)
      WHERE mine.child_id = child.id) AS possible
    JOIN child AS other ON other.id = possible.child_id
    -- All that is said of them, on whichever list: not only where the two look alike.
    JOIN child_record AS theirs ON theirs.child_id = other.id`;
const MARKS = `
           bool_or(other.died_on IS NOT NULL OR theirs.died_on IS NOT NULL) AS died,
           bool_or(other.restricted OR coalesce(theirs.contact_restriction, '') <> '') AS restricted,
           bool_or(${toBeActedOn('other')}) AS act_today,
           bool_or(theirs.child_protection_plan = 'Y' OR ${saidYes('other', 'child_protection_plan')}) AS protection_plan,
           bool_or(theirs.looked_after = 'Y' OR theirs.contact_relationship = 'PRNFOST'
                   OR ${saidYes('other', 'looked_after')}) AS looked_after`;

const SELECT_MARKED_ALIKE = `
  SELECT child.id AS "childId", marked.id AS "otherId", marked.died, marked.restricted,
         marked.act_today AS "actToday", marked.protection_plan AS "protectionPlan",
         marked.looked_after AS "lookedAfter"
  FROM child
  CROSS JOIN LATERAL (SELECT other.id, ${MARKS} FROM ${ALIKE} GROUP BY other.id) AS marked
  WHERE child.id = ANY($1::uuid[])
    AND (marked.died OR marked.restricted OR marked.act_today OR marked.protection_plan OR marked.looked_after)
  ORDER BY child.id, marked.id`;

const SELECT_KNOWN = `
  SELECT child.id AS "childId", child.given_name AS "givenName", child.birth_date::text AS "birthDate",
         child.died_on::text AS "diedOn", child.restricted,
         json_build_object('lookedAfter', ${saidYes('child', 'looked_after')},
                           'protectionPlan', ${saidYes('child', 'child_protection_plan')}) AS facts,
         ${toBeActedOn('child')} AS "actToday",
         json_build_object('died', coalesce(matched.died, false),
                           'restricted', coalesce(matched.restricted, false),
                           'actToday', coalesce(matched.act_today, false),
                           'protectionPlan', coalesce(matched.protection_plan, false),
                           'lookedAfter', coalesce(matched.looked_after, false)) AS "possibleMatch",
         coalesce(lists.all_lists, '[]') AS lists
  FROM child
  CROSS JOIN LATERAL (SELECT ${MARKS} FROM ${ALIKE}) AS matched
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
             'referralId', referral.id, 'service', referral.service, 'provider', referral.provider,
             'open', referral.state = 'open', 'receivedOn', referral.received_on,
             'appointmentOn', referral.appointment_on,
             'closedByDeath', coalesce(referral.outcome = 'died', false),
             'statusIsDeath', coalesce(referral.rtt_status = '${STATUS_DIED}', false), 'reportedOn', referral.reported_on,
             'latestExtractOn', source.latest_extract_on,
             'enteredByHand', EXISTS (SELECT FROM finding WHERE finding.referral_id = referral.id
               AND finding.code = '${ENTERED_BY_HAND}' AND finding.resolved_at IS NULL),
             'fromFirstCensus', referral.from_first_census, 'released', source.released_at IS NOT NULL,
             'birthDate', record.birth_date, 'diedOn', record.died_on,
             'contactRestriction', record.contact_restriction, 'lookedAfter', record.looked_after,
             'protectionPlan', record.child_protection_plan, 'language', record.language,
             'writtenFormat', record.written_format, 'interpreter', record.interpreter_required,
             'contactMethod', record.contact_method, 'contactName', record.contact_name,
             'contactRelationship', record.contact_relationship, 'contactEmail', record.contact_email)
           ORDER BY referral.waiting_since, referral.id) AS all_lists
    FROM referral
    LEFT JOIN child_record AS record ON record.referral_id = referral.id
    LEFT JOIN referral_source AS source
      ON source.provider = referral.provider AND source.service = referral.service
    WHERE referral.child_id = child.id) AS lists
  WHERE child.id = ANY($1::uuid[])
  ORDER BY child.id`;
