import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { localities } from '../children/locality.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ALL } from '../kernel/viewer.js';
import type { AccessMap, Given } from '../platform/auth/claims/access-map.js';
import { ACCESS_MAP } from '../platform/auth/claims/configured-map.js';
import { errorLine } from '../platform/logging/logger.js';
import { Readiness } from '../platform/health/readiness.js';
import { type Seat, uncovered, type Uncovered } from './coverage.js';
import { uncoveredInWords } from './coverage-words.js';
import { CoverageRepository } from './coverage.repository.js';
import { PrivacyOfficers } from './privacy-officers.service.js';

const DAY_MS = 24 * 3600_000;
/** Where claims decide, somebody who has not signed in for so long is not counted on. */
export const LATELY_DAYS = 30;
/** Readiness is asked every few seconds, and this changes by the day. */
const KNOWN_FOR_MS = 3600_000;

export interface Coverage {
  /** By no rule of the map, whatever anybody's claims say. */
  never: Uncovered;
  /** Not by what the map says outright, nor by anybody who has signed in lately. */
  lately: Uncovered;
}

/** Says where a child would be seen by nobody (docs/hazards.md, H37). It never stops the service: that would hide all. */
@Injectable()
export class CoverageService implements OnModuleInit {
  private readonly logger = new Logger('Access');
  private known: { until: number; coverage: Promise<Coverage | null> } | null = null;

  constructor(
    @Inject(ACCESS_MAP) private readonly map: AccessMap | null,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly repository: CoverageRepository,
    private readonly readiness: Readiness,
    private readonly officers: PrivacyOfficers,
  ) {}

  onModuleInit(): void {
    this.readiness.register({
      name: 'coverage',
      check: async () => {
        const now = this.clock.now().getTime();
        if (this.known === null || this.known.until < now) {
          const coverage = this.look();
          this.known = { until: now + KNOWN_FOR_MS, coverage };
          coverage.catch(() => (this.known = null));
        }
        // What cannot be read is the database's to report, under its own name.
        const found = await this.known.coverage.catch(() => null);
        return {
          ok: true,
          ...(found ? { detail: { never: size(found.never), lately: size(found.lately) } } : {}),
        };
      },
    });
  }

  /** null: no map is set up, and nobody can sign in at all. */
  async look(): Promise<Coverage | null> {
    const { map } = this;
    if (map === null) return null;
    const since = new Date(this.clock.now().getTime() - LATELY_DAYS * DAY_MS);
    const [lists, here] = await Promise.all([this.repository.lists(), this.repository.signedInSince(since)]);
    const ids = localities.map(({ id }) => id);
    const by = (seats: readonly Seat[]): Uncovered => uncovered(seats, lists, ids, this.officers.officers);
    return {
      // Somebody may be signed in under a map of yesterday: what the map gives is asked of the map alone.
      never: by(seatsIn(map, ALL)),
      // No rule says outright that there is a privacy officer, only that whoever claims it would be one.
      lately: by([...seatsIn(map, []).filter(({ role }) => role !== 'privacy_officer'), ...here]),
    };
  }

  /** For the log at start: what can never be seen is a warning; what claims may yet bring is only said. */
  async say(): Promise<void> {
    const found = await this.look().catch((error: unknown) => {
      const line = error instanceof Error ? errorLine(error) : {};
      this.logger.error({ ...line, msg: 'whom the access map leaves out could not be read' });
      return null;
    });
    if (!found) return;
    const { never, lately } = found;
    const sure = uncoveredInWords(never);
    for (const sentence of sure) this.logger.warn(`The access map leaves a gap. ${sentence}`);
    for (const sentence of uncoveredInWords(lately).filter((one) => !sure.includes(one)))
      this.logger.log(
        `Of those who signed in within ${LATELY_DAYS} days and whom the map names outright: ${sentence}`,
      );
  }
}

/** The posts of the map; `byClaims`: what a claim is taken to give. A rule without organisation is each one's. */
function seatsIn(map: AccessMap, byClaims: readonly string[] | typeof ALL): Seat[] {
  const given = (said: Given): readonly string[] | typeof ALL =>
    typeof said === 'string' || Array.isArray(said) ? (said as readonly string[] | typeof ALL) : byClaims;
  return map.roles.flatMap(({ when, role, services, localities: places }) =>
    map.organisations
      .filter(({ code }) => when.org_code === undefined || when.org_code === code)
      .map(({ code }) => ({
        role,
        organisation: code,
        services: given(services),
        localities: given(places),
      })),
  );
}

const size = ({
  byAnybody,
  byClinicians,
  byCoordinators,
  byPrivacyOfficers,
}: Uncovered): Record<string, number> => ({
  listsNobodySees: byAnybody.length,
  listsNoClinicianSees: byClinicians.length,
  localitiesWithoutCoordinator: byCoordinators.length,
  organisationsWithoutPrivacyOfficer: byPrivacyOfficers.length,
});
