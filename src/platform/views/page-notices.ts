import { Injectable, Logger } from '@nestjs/common';
import type { Visit } from '../../kernel/viewer.js';
import { errorLine } from '../logging/logger.js';

/** One line that stands on every page while it is so. */
export interface PageNotice {
  text: string;
  /** The page where somebody can do something about it. */
  href: string;
}

/** What every page must say, whatever it is about, to whoever reads it; null: nothing to this reader. */
export type NoticeSource = (visit: Visit) => Promise<PageNotice | null>;

/** The lines that pages carry. Rooms register theirs in `onModuleInit`. */
@Injectable()
export class PageNotices {
  private readonly log = new Logger('Pages');
  private readonly sources: NoticeSource[] = [];

  register(source: NoticeSource): void {
    this.sources.push(source);
  }

  /** For one signed-in reader. A source that fails leaves its line out and says so in the log: the page itself must still be read. */
  async for(visit: Visit): Promise<PageNotice[]> {
    const lines = await Promise.all(
      this.sources.map((source) =>
        source(visit).catch((error: unknown) => {
          this.log.error(
            error instanceof Error ? errorLine(error) : 'something that is not an error was thrown',
          );
          return null;
        }),
      ),
    );
    return lines.filter((line) => line !== null);
  }
}
