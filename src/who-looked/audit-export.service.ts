import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { Looking } from '../platform/auth/looking.js';
import { Trail, type TrailEntry } from '../platform/audit/trail.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { type AuditEvent, auditEvents } from './audit-event.js';
import { childrenOf } from './trail-line.js';
import { type CopyAsked, TrailLineRepository } from './trail-line.repository.js';

/** Lines held in memory at once while all of a range is copied. */
const AT_ONCE = 500;

/** The trail as FHIR AuditEvents, oldest first. A copy that leaves is itself written into the trail before it does. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly looking: Looking,
    private readonly lines: TrailLineRepository,
    private readonly trail: Trail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The events that the reader's organisation watches over, of at most so many lines, and the cursor of what follows. */
  async page(
    visit: Visit,
    asked: CopyAsked & { after: string | null },
    limit: number,
  ): Promise<{ events: AuditEvent[]; next: string | null }> {
    return this.looking.beyondScope(visit, async (tx) => {
      const watcher = visit.viewer.organisation;
      const found = await this.lines.inOrder(tx, asked, limit + 1, watcher);
      const shown = found.slice(0, limit);
      // A child they may not know of is not made theirs by their asking.
      const known = asked.childId !== null && (await this.lines.isWatched(tx, asked.childId, watcher));
      const one = known && asked.childId !== null ? [asked.childId] : [];
      const children = asked.childId === null ? shown.flatMap(childrenOf) : one;
      return {
        answer: {
          events: shown.flatMap((line) => auditEvents(line, this.server(), asked.childId)),
          next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
        },
        looked: [{ ...exported(asked), childIds: [...new Set(children)], detail: { lines: shown.length } }],
      };
    });
  }

  /** Every event of the range, some at a time. The trail says that the copy was taken before the first is given out. */
  async *all(actor: Actor, asked: CopyAsked): AsyncGenerator<AuditEvent[]> {
    await this.dataSource.transaction((tx) =>
      this.trail.record(tx, actor, [
        { ...exported(asked), childId: asked.childId, detail: { allChildren: asked.childId === null } },
      ]),
    );
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction();
      for await (const lines of this.lines.allInOrder(runner.manager, asked, AT_ONCE))
        yield lines.flatMap((line) => auditEvents(line, this.server(), asked.childId));
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }

  private server(): string {
    return this.config.publicUrl ?? `http://localhost:${this.config.port}`;
  }
}

const exported = ({ from, to }: CopyAsked): TrailEntry => ({
  act: 'export',
  action: 'audit.exported',
  subjectKind: 'trail',
  subjectId: `${from}/${to}`,
});
