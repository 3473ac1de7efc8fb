import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { referralId } from '../../src/kernel/ids.js';

/** One entry of a child on one list, as rows of the tables; what is not said is a family that may be written to. */
export interface EntryRow {
  provider?: string;
  service?: string;
  open?: boolean;
  receivedOn?: string;
  reportedOn?: string;
  /** Of the whole list; stands as it was first stored. */
  latestExtractOn?: string;
  appointmentOn?: string | null;
  outcome?: 'seen' | 'left' | 'died' | null;
  closedOn?: string | null;
  fromFirstCensus?: boolean;
  birthDate?: string;
  record?: Readonly<Record<string, string | null>>;
}

export interface FamilyRow {
  givenName?: string;
  familyName?: string;
  birthDate?: string;
  diedOn?: string | null;
  restricted?: boolean;
  entries?: readonly EntryRow[];
}

export interface StoredFamily {
  childId: string;
  referralIds: string[];
}

let count = 0;

/** Stores a child with its entries and the lists they come from. */
export async function storeFamily(database: DataSource, family: FamilyRow = {}): Promise<StoredFamily> {
  count++;
  const childId = randomUUID();
  const familyName = family.familyName ?? `Family${letters(count)}`;
  const birthDate = family.birthDate ?? '2019-03-17';
  await database.query(
    `INSERT INTO child (id, identity, birth_date, given_name, family_name, died_on, restricted)
     VALUES ($1, 'local', $2, $3, $4, $5, $6)`,
    [
      childId,
      birthDate,
      family.givenName ?? 'Sam',
      familyName,
      family.diedOn ?? null,
      family.restricted ?? false,
    ],
  );
  const referralIds: string[] = [];
  for (const [index, entry] of (family.entries ?? [{}]).entries())
    referralIds.push(
      await storeEntry(database, childId, familyName, birthDate, entry, `SR${count}-${index}`),
    );
  return { childId, referralIds };
}

async function storeEntry(
  database: DataSource,
  childId: string,
  familyName: string,
  birthDate: string,
  entry: EntryRow,
  identifier: string,
): Promise<string> {
  const provider = entry.provider ?? 'NR5';
  const service = entry.service ?? 'slt';
  const id = referralId(provider, identifier);
  const receivedOn = entry.receivedOn ?? '2026-05-01';
  const open = entry.open ?? true;
  await database.query(
    `INSERT INTO referral_source (provider, service, first_census_on, latest_extract_on)
     VALUES ($1, $2, '2026-01-04', $3) ON CONFLICT DO NOTHING`,
    [provider, service, entry.latestExtractOn ?? '2026-11-15'],
  );
  await database.query(
    `INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier, team_type,
                           team_code_system, received_on, waiting_since, appointment_on, state, closed_on, outcome,
                           reported_on, from_first_census, content_hash)
     VALUES ($1, $2, $3, $4, 'TEST', $5, '33', 'CSDS', $6, $6, $7, $8, $9, $10, $11, $12, repeat('0', 64))`,
    [
      id,
      childId,
      provider,
      service,
      identifier,
      receivedOn,
      entry.appointmentOn ?? null,
      open ? 'open' : 'closed',
      open ? null : (entry.closedOn ?? '2026-11-01'),
      entry.outcome ?? (open ? null : 'seen'),
      entry.reportedOn ?? '2026-11-15',
      entry.fromFirstCensus ?? false,
    ],
  );
  const record: Record<string, string | null> = {
    referral_id: id,
    child_id: childId,
    provider,
    local_patient_identifier: `${provider}-${identifier}`,
    given_name: 'Sam',
    family_name: familyName,
    birth_date: entry.birthDate ?? birthDate,
    language: 'en',
    interpreter_required: 'N',
    contact_method: '4',
    contact_name: 'Amelia Pengelly',
    contact_relationship: 'MTH',
    contact_email: `family.${count}@example.org`,
    reported_on: entry.reportedOn ?? '2026-11-15',
    ...entry.record,
  };
  const columns = Object.keys(record);
  await database.query(
    `INSERT INTO child_record (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(record),
  );
  return id;
}

export async function storeFact(
  database: DataSource,
  childId: string,
  code: string,
  value: string,
  part: { source?: string; organisation?: string; recordedOn?: string; withdrawn?: boolean } = {},
): Promise<void> {
  await database.query(
    `INSERT INTO fact (child_id, code, value, source, organisation, recorded_on, withdrawn_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      childId,
      code,
      value,
      part.source ?? 'council',
      part.organisation ?? 'PCC',
      part.recordedOn ?? '2026-10-01',
      part.withdrawn ? new Date('2026-11-01T00:00:00Z') : null,
    ],
  );
}

/** A decision and a place in the order for an open entry. */
export async function storePlace(
  database: DataSource,
  family: StoredFamily,
  part: {
    actToday?: boolean;
    band?: string;
    bandRank?: number;
    safeWaitDays?: number;
    countedFrom?: string;
  } = {},
): Promise<void> {
  for (const id of family.referralIds) {
    const band = part.band ?? 'routine';
    await database.query(
      `WITH made AS (
         INSERT INTO decision (referral_id, child_id, decided_for, decided_by, rule_set_id, rule_set_version,
                               rule_set_hash, band, standing_band, could_be, act_today, standing_since, input_hash, receipt)
         VALUES ($1, $2, '2026-11-22', 'test', 'multi-need', '1.0.0', repeat('0', 64), $3, $3, $3, $4, '2026-05-01',
                 repeat('0', 64), '{}') RETURNING id)
       INSERT INTO waiting_list_entry (referral_id, child_id, service, provider, decision_id, act_today, band, band_rank,
         could_be, safe_wait_days, order_group, counted_from, waiting_since, top_reason, review_on, appointment_on, lists, locality,
         child_name, birth_date, reported_on, search)
       SELECT referral.id, referral.child_id, service, provider, made.id, $4, $3, $5, $3, $6, $8,
              (coalesce($7::date, received_on) - DATE '1970-01-01')::bigint * 1000000000, waiting_since, 'test',
              '2027-01-01', appointment_on, ARRAY[service], 'none', 'Sam', '2019-03-17', reported_on, ''::tsvector
       FROM referral, made WHERE referral.id = $1 AND state = 'open'`,
      [
        id,
        family.childId,
        band,
        part.actToday ?? false,
        part.bandRank ?? 3,
        part.safeWaitDays ?? 126,
        part.countedFrom ?? null,
        `${part.bandRank ?? 3}/${band}/${part.safeWaitDays ?? 126}/never`,
      ],
    );
  }
}

/** Names are letters only: 1 is B, 27 is BB. */
function letters(number: number): string {
  return number < 26
    ? String.fromCharCode(97 + number)
    : letters(Math.floor(number / 26) - 1) + letters(number % 26);
}
