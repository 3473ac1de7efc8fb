import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Group } from './fluid-pass.js';
import type { Joined } from './joining-rates.js';
import type { WeekOfService } from './service-flow.js';

/** One list as the database holds it today. */
export interface ListToday {
  actToday: number;
  /** Groups of the order with their waiting children, without act-today and booked ones. */
  groups: readonly Omit<Group, 'joiningPerWeek'>[];
  /** Appointments by week from today. */
  booked: ReadonlyMap<number, number>;
  /** Open referrals, and how many of them have a place in the order. */
  open: number;
  placed: number;
}

/** Where one referral stands. */
export interface PlaceInOrder {
  referralId: string;
  service: string;
  bandRank: number;
  safeWaitDays: number;
  protectedFromShare: number | null;
  /** Days since 1970-01-01, with a fraction. */
  countedFrom: number;
  actToday: boolean;
  appointmentOn: PlainDate | null;
}

interface CellRow {
  band_rank: number;
  safe_wait_days: number;
  protected_from_share: number | null;
  day: number;
  children: number;
}

/** Reads the order (waiting-list) and the history (referrals, triage) for estimates. Owns no table. */
@Injectable()
export class EstimateRepository {
  /** 52 weeks, latest first; the first ends on the day before `today`. */
  async weeks(tx: EntityManager, service: string, today: PlainDate): Promise<WeekOfService[]> {
    const rows: { what: keyof WeekOfService; weeks_ago: number; children: number }[] = await tx.query(
      `SELECT what, weeks_ago, count(*)::int AS children
       FROM (SELECT 'referred' AS what, ($2::date - received_on - 1) / 7 AS weeks_ago
             FROM referral WHERE service = $1 AND received_on < $2::date AND received_on >= $2::date - 364
             UNION ALL
             SELECT CASE WHEN outcome = 'seen' THEN 'seen' ELSE 'left' END, ($2::date - closed_on - 1) / 7
             FROM referral
             WHERE service = $1 AND state = 'closed' AND closed_on < $2::date AND closed_on >= $2::date - 364) AS event
       GROUP BY what, weeks_ago`,
      [service, today],
    );
    const weeks = Array.from({ length: 52 }, () => ({ referred: 0, seen: 0, left: 0 }));
    for (const row of rows) {
      const week = weeks[row.weeks_ago];
      if (week) week[row.what] = row.children;
    }
    return weeks;
  }

  async list(tx: EntityManager, service: string, today: PlainDate): Promise<ListToday> {
    const counts = await tx.query<{ open: number; placed: number; act_today: number }[]>(
      `SELECT (SELECT count(*)::int FROM referral WHERE service = $1 AND state = 'open') AS open,
              count(*)::int AS placed,
              (count(*) FILTER (WHERE act_today))::int AS act_today
       FROM waiting_list_entry WHERE service = $1`,
      [service],
    );
    const cells = await tx.query<CellRow[]>(
      `SELECT band_rank, safe_wait_days, protected_from_share, (counted_from / 1000000000)::int AS day,
              count(*)::int AS children
       FROM waiting_list_entry
       WHERE service = $1 AND NOT act_today AND (appointment_on IS NULL OR appointment_on < $2::date)
       GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
      [service, today],
    );
    const booked = await tx.query<{ week: number; children: number }[]>(
      `SELECT (appointment_on - $2::date) / 7 AS week, count(*)::int AS children
       FROM waiting_list_entry
       WHERE service = $1 AND NOT act_today AND appointment_on >= $2::date GROUP BY 1`,
      [service, today],
    );
    const groups = new Map<
      string,
      Omit<Group, 'joiningPerWeek' | 'waiting'> & { waiting: { countedFrom: number; children: number }[] }
    >();
    for (const cell of cells) {
      const key = `${cell.band_rank}/${cell.safe_wait_days}/${cell.protected_from_share ?? '-'}`;
      const group = groups.get(key) ?? {
        bandRank: cell.band_rank,
        safeWaitDays: cell.safe_wait_days,
        protectedFromShare: cell.protected_from_share,
        waiting: [],
      };
      group.waiting.push({ countedFrom: cell.day, children: cell.children });
      groups.set(key, group);
    }
    return {
      actToday: counts[0]?.act_today ?? 0,
      open: counts[0]?.open ?? 0,
      placed: counts[0]?.placed ?? 0,
      groups: [...groups.values()],
      booked: new Map(booked.map((row) => [row.week, row.children])),
    };
  }

  /** Who joined in the last year, by the band that counts; closed referrals by the last decision about them. */
  async joined(tx: EntityManager, service: string, today: PlainDate): Promise<Joined[]> {
    const rows: { band_rank: number; days_ago: number; children: number }[] = await tx.query(
      `SELECT band_rank, days_ago, count(*)::int AS children
       FROM (SELECT entry.band_rank, $2::date - referral.received_on AS days_ago
             FROM waiting_list_entry AS entry JOIN referral ON referral.id = entry.referral_id
             WHERE entry.service = $1
             UNION ALL
             SELECT rank.band_rank, $2::date - referral.received_on
             FROM referral
             CROSS JOIN LATERAL (SELECT standing_band FROM decision WHERE referral_id = referral.id
                                 ORDER BY sequence DESC LIMIT 1) AS last
             JOIN (SELECT DISTINCT band, band_rank FROM waiting_list_entry WHERE service = $1) AS rank
               ON rank.band = last.standing_band
             WHERE referral.service = $1 AND referral.state = 'closed') AS joined
       WHERE days_ago BETWEEN 0 AND 363
       GROUP BY band_rank, days_ago`,
      [service, today],
    );
    return rows.map((row) => ({ bandRank: row.band_rank, daysAgo: row.days_ago, children: row.children }));
  }

  async places(tx: EntityManager, referralIds: readonly string[]): Promise<PlaceInOrder[]> {
    const rows: {
      referral_id: string;
      service: string;
      band_rank: number;
      safe_wait_days: number;
      protected_from_share: number | null;
      counted_from: string;
      act_today: boolean;
      appointment_on: PlainDate | null;
    }[] = await tx.query(
      `SELECT referral_id, service, band_rank, safe_wait_days, protected_from_share, counted_from, act_today,
              appointment_on::text AS appointment_on
       FROM waiting_list_entry WHERE referral_id = ANY($1::uuid[])`,
      [referralIds],
    );
    return rows.map((row) => ({
      referralId: row.referral_id,
      service: row.service,
      bandRank: row.band_rank,
      safeWaitDays: row.safe_wait_days,
      protectedFromShare: row.protected_from_share,
      countedFrom: Number(row.counted_from) / 1e9,
      actToday: row.act_today,
      appointmentOn: row.appointment_on,
    }));
  }
}
