import { Injectable, Logger } from '@nestjs/common';
import { errorLine } from '../logging/logger.js';

/** One line that stands on every page while it is so. */
export interface PageNotice {
  text: string;
  /** The page where somebody can do something about it. */
  href: string;
}

/** What every page must say whatever it is about. Rooms register theirs in `onModuleInit`. */
@Injectable()
export class PageNotices {
  private readonly log = new Logger('Pages');
  private readonly sources: (() => Promise<PageNotice | null>)[] = [];

  register(source: () => Promise<PageNotice | null>): void {
    this.sources.push(source);
  }

  /** A source that fails leaves its line out and says so in the log: the page itself must still be read. */
  async now(): Promise<PageNotice[]> {
    const lines = await Promise.all(
      this.sources.map((source) =>
        source().catch((error: unknown) => {
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
