import { orderGroup } from './order.js';
import type { PlacedReferral } from './placed-referral.js';
import { wordsOf } from './search-words.js';
import { countedFrom } from './share.js';

type Column = readonly [name: string, type: string, of: (placed: PlacedReferral) => unknown];

const columns: readonly Column[] = [
  ['referral_id', 'uuid', (placed) => placed.referralId],
  ['child_id', 'uuid', (placed) => placed.childId],
  ['service', 'text', (placed) => placed.service],
  ['provider', 'text', (placed) => placed.provider],
  ['decision_id', 'uuid', (placed) => placed.decisionId],
  ['act_today', 'boolean', (placed) => placed.actToday],
  ['band', 'text', (placed) => placed.band],
  ['band_rank', 'smallint', (placed) => placed.bandRank],
  ['order_group', 'text', (placed) => orderGroup(placed, placed.band)],
  ['band_confirmed', 'boolean', (placed) => placed.bandConfirmed],
  ['lower_proposal', 'text', (placed) => placed.lowerProposal],
  ['could_be', 'text', (placed) => placed.couldBe],
  ['safe_wait_days', 'integer', (placed) => placed.safeWaitDays],
  ['counted_from', 'bigint', (placed) => String(countedFrom(placed.segments))],
  ['waiting_since', 'date', (placed) => placed.waitingSince],
  ['protected_from_share', 'smallint', (placed) => placed.protectedFromShare],
  ['top_reason', 'text', (placed) => placed.topReason],
  ['review_on', 'date', (placed) => placed.reviewOn],
  ['holds_until', 'date', (placed) => placed.holdsUntil],
  ['appointment_on', 'date', (placed) => placed.appointmentOn],
  ['locality', 'text', (placed) => placed.locality],
  ['child_name', 'text', (placed) => placed.childName],
  ['birth_date', 'date', (placed) => placed.birthDate],
  ['nhs_number', 'text', (placed) => placed.nhsNumber],
  ['reported_on', 'date', (placed) => placed.reportedOn],
];

/** What arrives as one text and is taken apart by the statement. */
const joined: readonly Column[] = [
  ['top_reason_facts', 'text', (placed) => placed.topReasonFacts.join(',')],
  ['words', 'text', (placed) => [...wordsOf(placed.childName), placed.nhsNumber ?? ''].join(' ')],
];

const names = columns.map(([name]) => name);
const sent = [...columns, ...joined];

/** The identifier is found whole and by its parts; it is the referral's own, so it is read from there. */
const IDENTIFIER_WORDS = `regexp_split_to_array(i.identifier, '[^[:alnum:]]+') || regexp_replace(i.identifier, '[^[:alnum:]]+', '', 'g')`;

/**
 * One statement for many referrals. Sorted by id, so that two batches that share referrals never wait for each other in a
 * circle. A row that would stay the same is left alone: a bulk re-decision to the same result writes nothing here.
 */
const text = `
  INSERT INTO waiting_list_entry AS stands (${names.join(', ')}, top_reason_facts, search)
  SELECT ${names.map((name) => `p.${name}`).join(', ')}, string_to_array(p.top_reason_facts, ','),
    array_to_tsvector(array_remove(string_to_array(p.words, ' ') || ${IDENTIFIER_WORDS}, ''))
  FROM unnest(${sent.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
    AS p (${sent.map(([name]) => name).join(', ')})
  JOIN referral AS r ON r.id = p.referral_id
  CROSS JOIN LATERAL (SELECT left(lower(r.service_request_identifier), 100) AS identifier) AS i
  ORDER BY p.referral_id
  ON CONFLICT (referral_id) DO UPDATE SET
    ${[...names.slice(1), 'top_reason_facts', 'search'].map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE (${[...names, 'top_reason_facts', 'search'].map((name) => `stands.${name}`).join(', ')})
    IS DISTINCT FROM (${[...names, 'top_reason_facts', 'search'].map((name) => `excluded.${name}`).join(', ')})`;

export function placeStatement(referrals: readonly PlacedReferral[]): { text: string; values: unknown[] } {
  return { text, values: sent.map(([, , of]) => referrals.map(of)) };
}
