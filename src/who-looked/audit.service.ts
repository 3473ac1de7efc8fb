import { Injectable } from '@nestjs/common';
import { ChildRepository } from '../children/child.repository.js';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { Organisations } from '../platform/auth/organisations.js';
import { staffLine, type StaffLine } from './staff-copy.js';
import { type LinesAsked, TrailLineRepository } from './trail-line.repository.js';

/** The trail, searched by those who watch over it. */
@Injectable()
export class AuditService {
  constructor(
    private readonly looking: Looking,
    private readonly lines: TrailLineRepository,
    private readonly children: ChildRepository,
    private readonly organisations: Organisations,
  ) {}

  async search(
    visit: Visit,
    asked: LinesAsked,
    limit: number,
  ): Promise<{ lines: StaffLine[]; next: string | null }> {
    return this.looking.beyondScope(visit, async (tx) => {
      const watcher = visit.viewer.organisation;
      const found = await this.lines.search(tx, asked, limit + 1, watcher);
      // A child they may not know of is not made theirs by their asking.
      const known = asked.childId !== null && (await this.lines.isWatched(tx, asked.childId, watcher));
      const shown = found.slice(0, limit);
      const { before, ...sought } = asked;
      return {
        answer: {
          lines: shown.map((line) => staffLine(line, this.organisations.named)),
          next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
        },
        looked: [
          {
            act: 'search',
            action: 'audit.searched',
            subjectKind: 'trail',
            subjectId: `${asked.from}/${asked.to}`,
            childId: known ? asked.childId : null,
            childIds: [...new Set(shown.flatMap(({ childId }) => (childId === null ? [] : [childId])))],
            detail: { ...sought, firstPage: before === null },
          },
        ],
      };
    });
  }

  /** The id of the child with that NHS number; null where there is none whom they watch over, or it is no number. In the trail either way. */
  async findChild(visit: Visit, nhsNumber: string): Promise<string | null> {
    const checked = checkNhsNumber(nhsNumber.trim());
    return this.looking.beyondScope(visit, async (tx) => {
      const found = checked.is === 'valid' ? await this.children.byNumber(checked.number, tx) : undefined;
      const watched = found && (await this.lines.isWatched(tx, found.id, visit.viewer.organisation));
      const child = watched ? found : undefined;
      return {
        answer: child?.id ?? null,
        looked: [
          {
            act: 'search',
            action: 'audit.child_sought',
            subjectKind: 'child',
            subjectId: child?.id ?? 'not found',
            childId: child?.id ?? null,
            detail: child ? {} : { nhsNumber: nhsNumber.slice(0, 20) },
          },
        ],
      };
    });
  }
}
