import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '../kernel/plain-date.js';
import { EstimateRepository, type ListToday, type PlaceInOrder } from './estimate.repository.js';
import { forecast, type Forecast, type WeeksLeft } from './forecast.js';
import { bandMix } from './joining-rates.js';
import { flowOf } from './service-flow.js';
import { type CannotSay, type WaitLeft, waitLeft } from './wait-range.js';

/** How long is left for one referral: what may be said, and the forecast behind it (null where there is none). */
export interface Estimate {
  left: WaitLeft;
  weeks: WeeksLeft | null;
}

type ServiceForecast = { is: 'known'; forecast: Forecast } | { is: 'unknown'; why: CannotSay };

/** With more of a list undecided than this share, its order is not yet one to estimate from. */
const UNPLACED_AT_MOST = 0.1;

/**
 * How long is left. A service's forecast is computed once a day, when it is first asked for, and kept in this process;
 * its cost does not depend on how many ask. While part of the list has no place in the order it is computed afresh, so
 * that a forecast of a half-loaded list is never kept.
 */
@Injectable()
export class EstimateService {
  private readonly kept = new Map<string, { today: PlainDate; forecast: ServiceForecast }>();

  constructor(private readonly estimates: EstimateRepository) {}

  /** One estimate for each referral asked for, as it stands in this transaction. */
  async forReferrals(
    tx: EntityManager,
    today: PlainDate,
    referralIds: readonly string[],
  ): Promise<ReadonlyMap<string, Estimate>> {
    const places = new Map(
      (await this.estimates.places(tx, referralIds)).map((place) => [place.referralId, place]),
    );
    const services = new Map<string, ServiceForecast>();
    for (const { service } of places.values())
      if (!services.has(service)) services.set(service, await this.ofService(tx, service, today));
    return new Map(
      referralIds.map((id) => {
        const place = places.get(id);
        const service = place && services.get(place.service);
        return [id, place && service ? estimate(place, service, today) : cannotSay('not_placed')];
      }),
    );
  }

  private async ofService(tx: EntityManager, service: string, today: PlainDate): Promise<ServiceForecast> {
    const kept = this.kept.get(service);
    if (kept?.today === today) return kept.forecast;
    const list = await this.estimates.list(tx, service, today);
    const flow = flowOf(await this.estimates.weeks(tx, service, today), list.open, today);
    const complete = list.placed >= list.open;
    let found: ServiceForecast;
    if (list.placed < list.open * (1 - UNPLACED_AT_MOST)) found = { is: 'unknown', why: 'list_incomplete' };
    else if (flow.is === 'too_thin') found = { is: 'unknown', why: flow.why };
    else
      found = {
        is: 'known',
        forecast: forecast({
          today,
          flow: flow.flow,
          actToday: list.actToday,
          booked: list.booked,
          groups: await this.groups(tx, service, today, list, flow.flow.referredPerWeek),
        }),
      };
    if (complete) this.kept.set(service, { today, forecast: found });
    return found;
  }

  /** The groups with those who will join; the few without a place yet are spread over them. */
  private async groups(
    tx: EntityManager,
    service: string,
    today: PlainDate,
    list: ListToday,
    referredPerWeek: number,
  ): Promise<Parameters<typeof forecast>[0]['groups']> {
    const waiting = list.groups.map((group) => group.waiting.reduce((sum, cell) => sum + cell.children, 0));
    const mix = bandMix(
      list.groups.map((group, index) => ({ ...group, waiting: waiting[index] ?? 0 })),
      await this.estimates.joined(tx, service, today),
    );
    const unplaced = list.placed === 0 ? 1 : Math.max(1, list.open / list.placed);
    return list.groups.map((group, index) => {
      const sameBand = list.groups.reduce(
        (sum, other, at) => sum + (other.bandRank === group.bandRank ? (waiting[at] ?? 0) : 0),
        0,
      );
      return {
        ...group,
        waiting: group.waiting.map((cell) => ({ ...cell, children: cell.children * unplaced })),
        joiningPerWeek:
          (referredPerWeek * (mix.get(group.bandRank) ?? 0) * (waiting[index] ?? 0)) / Math.max(1, sameBand),
      };
    });
  }
}

function estimate(place: PlaceInOrder, service: ServiceForecast, today: PlainDate): Estimate {
  if (place.appointmentOn !== null && place.appointmentOn >= today)
    return { left: { is: 'booked', on: place.appointmentOn }, weeks: null };
  if (service.is === 'unknown') return cannotSay(service.why);
  const weeks = place.actToday ? undefined : service.forecast.of(place, place.countedFrom);
  return weeks ? { left: waitLeft(weeks), weeks } : cannotSay('not_placed');
}

const cannotSay = (why: CannotSay): Estimate => ({ left: { is: 'cannot_say', why }, weeks: null });
