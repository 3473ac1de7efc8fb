import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { namedId } from '../../src/kernel/ids.js';
import { addDays, fromEpochDay, type PlainDate, plainDate } from '../../src/kernel/plain-date.js';
import { serviceLineIds } from '../../src/referrals/service-line.js';
import type { PlacedReferral } from '../../src/waiting-list/placed-referral.js';

export const TODAY = plainDate('2026-11-15');

/** Bands as the starter set has them: safe waits by service are short numbers, so that equal shares happen often. */
const bands = [
  { band: 'urgent', bandRank: 0, safeWaits: [7, 14], protectedFrom: [0] },
  { band: 'high', bandRank: 1, safeWaits: [14, 28], protectedFrom: [25, 25, 50, null] },
  { band: 'medium', bandRank: 2, safeWaits: [28, 84], protectedFrom: [null] },
  { band: 'routine', bandRank: 3, safeWaits: [28, 91, 126], protectedFrom: [null] },
] as const;

const names = ['Ana Núñez', 'Seán O’Brien', 'Łucja Smith-Jones', 'Amy Smith', 'Noah Ng', 'Zoë Brien'];

/** An entry of the queue as deciding would place it. Waits are few and short, so that ties of every kind happen. */
export const placed = (index: number): fc.Arbitrary<PlacedReferral> =>
  fc
    .record({
      band: fc.constantFrom(...bands),
      pick: fc.nat(11),
      days: fc.nat(200),
      before: fc.array(fc.record({ safe: fc.constantFrom(7, 28, 126, 84, 9), days: fc.nat(40) }), {
        maxLength: 2,
      }),
      service: fc.constantFrom(...serviceLineIds),
      locality: fc.constantFrom('north', 'east', 'south', 'none'),
      actToday: fc.integer({ min: 0, max: 19 }).map((draw) => draw === 0),
      name: fc.constantFrom(...names),
    })
    .map((drawn) => {
      const safeWaitDays = drawn.band.safeWaits[drawn.pick % drawn.band.safeWaits.length] ?? 14;
      let from = addDays(TODAY, -drawn.days - drawn.before.reduce((sum, stretch) => sum + stretch.days, 0));
      const waitingSince = from;
      const earlier = drawn.before.map((stretch) => {
        const segment = { from, band: 'routine', safeWaitDays: stretch.safe };
        from = addDays(from, stretch.days);
        return segment;
      });
      return {
        ...example(index),
        service: drawn.service,
        locality: drawn.locality,
        actToday: drawn.actToday,
        band: drawn.band.band,
        bandRank: drawn.band.bandRank,
        safeWaitDays,
        segments: [...earlier, { from, band: drawn.band.band, safeWaitDays }],
        waitingSince,
        protectedFromShare: drawn.band.protectedFrom[drawn.pick % drawn.band.protectedFrom.length] ?? null,
        childName: drawn.name,
      };
    });

export function manyPlaced(count: number, seed: number): PlacedReferral[] {
  const [placedOnes] = fc.sample(fc.tuple(...Array.from({ length: count }, (_, index) => placed(index))), {
    numRuns: 1,
    seed,
  });
  return placedOnes ?? [];
}

/** A routine speech and language referral, received 63 days before TODAY. */
export function example(index: number, part: Partial<PlacedReferral> = {}): PlacedReferral {
  const waitingSince = addDays(TODAY, -63);
  return {
    referralId: namedId('referral', 'test', String(index)),
    childId: namedId('child', 'test', String(index)),
    decisionId: namedId('decision', 'test', String(index)),
    service: 'slt',
    provider: 'NR5',
    actToday: false,
    band: 'routine',
    bandRank: 3,
    bandConfirmed: false,
    lowerProposal: null,
    couldBe: 'routine',
    safeWaitDays: 126,
    segments: [{ from: waitingSince, band: 'routine', safeWaitDays: 126 }],
    waitingSince,
    protectedFromShare: null,
    topReason: 'No rule asks for more',
    reviewOn: addDays(TODAY, 90),
    holdsUntil: null,
    appointmentOn: null,
    topReasonFacts: [],
    locality: 'north',
    childName: `Child ${index}`,
    birthDate: fromEpochDay(17_000 + (index % 900)),
    nhsNumber: null,
    reportedOn: TODAY,
    ...part,
  };
}

/** The rows an entry stands on: a child, a referral and a decision each. Identifiers are SR-000000 and up. */
export async function standOn(database: DataSource, entries: readonly PlacedReferral[]): Promise<void> {
  await database.query(
    `INSERT INTO child (id, identity, birth_date, given_name, family_name)
     SELECT id, 'local', birth, split_part(name, ' ', 1), split_part(name, ' ', 2)
     FROM unnest($1::uuid[], $2::date[], $3::text[]) AS c (id, birth, name) ON CONFLICT DO NOTHING`,
    [entries.map((e) => e.childId), entries.map((e) => e.birthDate), entries.map((e) => e.childName)],
  );
  await database.query(
    `INSERT INTO referral (id, child_id, provider, service, source_system, service_request_identifier, team_type,
       team_code_system, received_on, waiting_since, state, reported_on, content_hash)
     SELECT id, child, provider, service, 'test', 'SR-' || lpad((row_number() OVER () - 1)::text, 6, '0'), '33', 'CSDS',
       since, since, 'open', $6, repeat('0', 64)
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::date[]) AS r (id, child, provider, service, since)`,
    [
      entries.map((e) => e.referralId),
      entries.map((e) => e.childId),
      entries.map((e) => e.provider),
      entries.map((e) => e.service),
      entries.map((e) => e.waitingSince),
      TODAY,
    ],
  );
  await database.query(
    `INSERT INTO decision (id, referral_id, child_id, decided_for, decided_by, rule_set_id, rule_set_version,
       rule_set_hash, band, standing_band, could_be, act_today, standing_since, input_hash, receipt)
     SELECT id, referral, child, $4, 'test', 'multi-need', '1.0.0', repeat('0', 64), band, band, band, act, $4,
       repeat('0', 64), '{}'
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $5::text[], $6::boolean[]) AS d (id, referral, child, band, act)`,
    [
      entries.map((e) => e.decisionId),
      entries.map((e) => e.referralId),
      entries.map((e) => e.childId),
      TODAY,
      entries.map((e) => e.band),
      entries.map((e) => e.actToday),
    ],
  );
}

export const dayAfter = (days: number): PlainDate => addDays(TODAY, days);
