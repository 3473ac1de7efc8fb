import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isLookedForBy } from '../access/privacy-officers.js';
import { PrivacyOfficers } from '../access/privacy-officers.service.js';
import type { ContactPoint } from '../comms/contact-point.js';
import { CONTACT_POINT } from '../comms/site.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isUuid } from '../kernel/ids.js';
import { londonDate, type PlainDate } from '../kernel/plain-date.js';
import type { Role } from '../kernel/role.js';
import type { Viewer, Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { Organisations } from '../platform/auth/organisations.js';
import { NotFound, Refused } from '../platform/http/problems.js';
import { familyDays, type FamilyDay, mayReachFamily, newestDayShown } from './family-copy.js';
import { howToTellUs } from './how-to-tell-us.js';
import { staffLine, type StaffLine } from './staff-copy.js';
import type { TrailLine } from './trail-line.js';
import { TrailLineRepository } from './trail-line.repository.js';

/** Lines a page. A day is kept whole where it is not alone on its page. */
const A_PAGE = 200;
/** Reads at most so many times as many lines for one page of the family's copy, which leaves lines out. */
const READS = 20;
/** Who watches over the trail; everybody else reads what a family may read, of children in their scope. */
const WATCHERS: readonly Role[] = ['auditor', 'privacy_officer'];

export type Voice = 'family' | 'staff';

export type WhoLooked =
  | { voice: 'family'; name: string; days: FamilyDay[]; tellUs: string; next: string | null }
  | { voice: 'staff'; name: string; lines: StaffLine[]; next: string | null };

@Injectable()
export class WhoLookedService {
  constructor(
    private readonly looking: Looking,
    private readonly lines: TrailLineRepository,
    private readonly organisations: Organisations,
    private readonly officers: PrivacyOfficers,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONTACT_POINT) private readonly contactPoint: ContactPoint,
  ) {}

  /** Which copy somebody of that role reads where they do not say. */
  usualVoice(role: Role): Voice {
    return WATCHERS.includes(role) ? 'staff' : 'family';
  }

  /** One page, newest first. Throws NotFound where the child is not the viewer's to see, Refused for the staff copy. */
  async ofChild(visit: Visit, childId: string, voice: Voice, before: string | null): Promise<WhoLooked> {
    const watches = WATCHERS.includes(visit.viewer.role);
    if (voice === 'staff' && !watches)
      throw new Refused('Names, addresses and reasons are for the auditor and the privacy officer.');
    if (!isUuid(childId) || !(watches || (await this.inScope(visit, childId))))
      throw new NotFound('There is no such child.');
    return this.looking.beyondScope(visit, async (tx) => {
      const child = await this.lines.marksOf(tx, childId, this.clock.now());
      const watcher = watches ? await this.watcherOf(tx, visit.viewer, childId) : null;
      if (!child || watcher === undefined) throw new NotFound('There is no such child.');
      // Whoever works with families gives every family the same: from a copy without names after one with names a
      // parent would read that the child has become one to be kept safe. Names are the watchers' to give, who know.
      const daysAlone = !watches || child.safeguarded;
      const { shown, next } = await this.page(
        tx,
        childId,
        before,
        voice === 'family' ? newestDayShown(this.clock.today()) : null,
        voice === 'family' ? mayReachFamily : () => true,
        watcher,
      );
      const answer: WhoLooked =
        voice === 'family'
          ? {
              voice,
              name: child.givenName,
              days: familyDays(childId, shown, { ...child, daysAlone }, this.organisations.known),
              tellUs: howToTellUs(this.contactPoint),
              next,
            }
          : {
              voice,
              name: child.name,
              lines: shown.map((line) => staffLine(line, this.organisations.named)),
              next,
            };
      return {
        answer,
        looked: [
          {
            act: 'view',
            action: 'who_looked.viewed',
            subjectKind: 'child',
            subjectId: childId,
            childId,
            detail: voice === 'family' ? { copy: voice, names: !daysAlone } : { copy: voice },
          },
        ],
      };
    });
  }

  /**
   * As whose watcher they read of the child: their own organisation's, or, of a child on no list of it, that of one whose
   * privacy officers they stand in for, to see what was seen in an opened record. undefined: it is for none of these.
   */
  private async watcherOf(
    tx: EntityManager,
    { role, organisation }: Viewer,
    childId: string,
  ): Promise<string | undefined> {
    const by =
      role === 'privacy_officer'
        ? this.officers.lookingFor(organisation)
        : { these: [organisation], anyBut: null };
    const { ofLists, ofOpenings } = await this.lines.watchersOf(tx, childId);
    const listed = ofLists.filter((one) => isLookedForBy(by, one));
    if (listed.length > 0) return listed.find((one) => one === organisation) ?? listed[0];
    // Before their own lines: what an officer who stands in reads on the way here is a line of their own organisation.
    const opened = ofOpenings.filter((one) => isLookedForBy(by, one));
    if (opened.length > 0) return opened.find((one) => one === organisation) ?? opened[0];
    return (await this.lines.isWatched(tx, childId, organisation)) ? organisation : undefined;
  }

  private async inScope(visit: Visit, childId: string): Promise<boolean> {
    return this.looking.at(visit, async (tx) => {
      const found: unknown[] = await tx.query('SELECT 1 FROM child WHERE id = $1', [childId]);
      return { answer: found.length > 0, looked: [] };
    });
  }

  /** A full page of lines that may be shown, however many must be passed over: a short page would betray them. */
  private async page(
    tx: EntityManager,
    childId: string,
    before: string | null,
    upTo: PlainDate | null,
    mayShow: (line: TrailLine) => boolean,
    watcher: string | null,
  ): Promise<{ shown: TrailLine[]; next: string | null }> {
    const found: TrailLine[] = [];
    let from = before;
    for (let reads = 0; reads < READS && found.length <= A_PAGE; reads++) {
      const chunk = await this.lines.ofChild(tx, childId, from, A_PAGE + 1, upTo, watcher);
      found.push(...chunk.filter(mayShow));
      from = chunk.at(-1)?.id ?? null;
      if (chunk.length <= A_PAGE || from === null) break;
    }
    if (found.length <= A_PAGE) return { shown: found, next: null };
    const shown = wholeDays(found.slice(0, A_PAGE));
    return { shown, next: shown.at(-1)?.id ?? null };
  }
}

/** Without the last day, which may go on: it begins the next page. Where there is only one day, all of it. */
function wholeDays(lines: readonly TrailLine[]): TrailLine[] {
  const last = lines.at(-1);
  const whole = last ? lines.filter((line) => londonDate(line.at) !== londonDate(last.at)) : [];
  return whole.length > 0 ? whole : [...lines];
}
