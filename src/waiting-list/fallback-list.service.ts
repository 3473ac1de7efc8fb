import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { emptyScope } from '../kernel/viewer.js';
import { Trail } from '../platform/audit/trail.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { SealedFolder } from '../platform/files/sealed-folder.js';
import { SigningKey } from '../platform/files/signing-key.js';
import { sourceRoot, viewsOn } from '../platform/views/views.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import { readReceipt } from '../triage/receipt.js';
import type { Position } from './cursor.js';
import {
  type FallbackList,
  fallbackHeading,
  fallbackRow,
  usableUntil,
  withParts,
  wordsForPaper,
} from './fallback-list.js';
import { FallbackListRepository } from './fallback-list.repository.js';
import { type FallbackManifest, MANIFEST, SIGNATURE } from './fallback-manifest.js';
import { listWarnings } from './list-warnings.js';
import { grouped } from '../kernel/plain-words.js';
import { type Reader, WaitingListService } from './waiting-list.service.js';

/** Entries held in memory at once. */
const PAGE = 200;
const STYLES = 'list.css';

export interface MadeFallback {
  folder: string;
  manifest: FallbackManifest;
}

/** The queue on paper, for when the service is down: one printable file a list, in the one order, signed. */
@Injectable()
export class FallbackLists {
  private readonly views = viewsOn();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly queue: WaitingListService,
    private readonly repository: FallbackListRepository,
    private readonly trail: Trail,
    private readonly ruleSets: RuleSetRegistry,
  ) {}

  /** Where the nightly lists lie, a folder a day. */
  get home(): string {
    return join(this.config.dataDir, 'fallback');
  }

  /** The private key; made where the configuration names none. */
  get keyPath(): string {
    return fallbackKeyPath(this.config);
  }

  /**
   * Makes every list as it stands at this moment, in a folder of today's name in `into`; one that is there makes way.
   * Each page is in the trail, as an export, before it is on the paper. null where nobody waits. Throws what the disk
   * throws; then nothing of it is left.
   */
  async make(into: string, actor: Actor, signal?: AbortSignal): Promise<MadeFallback | null> {
    const now = this.clock.now();
    const day = this.clock.today();
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      await runner.startTransaction('REPEATABLE READ');
      await runner.query('SET TRANSACTION READ ONLY');
      const lists = await this.repository.lists(runner.manager);
      if (lists.length === 0) return null;
      const key = await SigningKey.inOrMade(this.keyPath);
      const folder = await SealedFolder.begin(into, day);
      try {
        const manifest: FallbackManifest = {
          format: 1,
          day,
          madeAt: now.toISOString(),
          usableUntil: usableUntil(day),
          keyFingerprint: key.fingerprint,
          lists: [],
          beside: [
            await folder.write(STYLES, [await readFile(join(sourceRoot, 'waiting-list/views', STYLES))]),
          ],
        };
        for (const list of lists) {
          const pages = this.pages(list, { runner, now, day, key, actor });
          const written = await folder.write(`${fileName(list)}.html`, pages, signal);
          manifest.lists.push({ ...list, ...written });
        }
        const text = `${JSON.stringify(manifest, null, 1)}\n`;
        await folder.write(MANIFEST, [text]);
        await folder.write(SIGNATURE, [`${key.sign(text)}\n`]);
        return { folder: await folder.seal({ replacing: true }), manifest };
      } catch (error) {
        await folder.discard();
        throw error;
      }
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }

  /** One list as HTML, a page of entries at a time. */
  private async *pages(
    list: FallbackList,
    at: { runner: QueryRunner; now: Date; day: PlainDate; key: SigningKey; actor: Actor },
  ): AsyncGenerator<string> {
    const tx = at.runner.manager;
    const ladder = this.queue.ladder();
    const reader = readerOf(tx, list);
    yield this.views.render('waiting-list/views/fallback-head.njk', {
      heading: fallbackHeading(list, {
        at: inPlymouth(at.now),
        day: at.day,
        warnings: await this.warnings(list, at.day, reader),
        keyFingerprint: at.key.fingerprint,
      }),
      styles: STYLES,
    });
    let after: Position | undefined;
    let place = 0;
    let part = '';
    do {
      const asked = { on: at.day, filter: {}, after };
      const { entries, next } = await this.queue.page(asked, PAGE, reader);
      const urgent = entries.filter(({ actToday }) => actToday).map(({ decisionId }) => decisionId);
      const words = await this.wordsForPaper(tx, urgent);
      const rows = entries.map((entry, index) =>
        fallbackRow(entry, place + index + 1, at.day, ladder, words.get(entry.decisionId) ?? []),
      );
      const childIds = [...new Set(entries.map(({ childId }) => childId))];
      await this.remember(at.actor, list, childIds, { day: at.day, from: place + 1, entries: rows.length });
      yield this.views.render('waiting-list/views/fallback-rows.njk', { rows: withParts(rows, part) });
      place += rows.length;
      part = rows.at(-1)?.part ?? part;
      after = next;
    } while (after);
    yield this.views.render('waiting-list/views/fallback-foot.njk', { entries: grouped(place) });
  }

  /** By decision. One that is not there has no words. */
  private async wordsForPaper(
    tx: EntityManager,
    decisionIds: readonly string[],
  ): Promise<Map<string, readonly string[]>> {
    const stored = await this.repository.receipts(tx, decisionIds);
    return new Map(
      [...stored].map(([id, receipt]) => {
        const { ruleSetId, ruleSetVersion, ruleSetHash } = receipt.decision;
        const ruleSet = this.ruleSets.find(ruleSetId, ruleSetVersion);
        const same = ruleSet?.hash === ruleSetHash ? ruleSet.set : undefined;
        return [id, wordsForPaper(readReceipt(receipt, ruleSet), same)];
      }),
    );
  }

  /** What must be known before relying on it, of this list and of none beside it. */
  private async warnings(list: FallbackList, day: PlainDate, reader: Reader): Promise<string[]> {
    const state = await this.queue.state(day, reader);
    const { provider, service } = list;
    const sources = state.sources.filter((from) => from.provider === provider && from.service === service);
    return listWarnings({ ...state, sources }, day, service);
  }

  /** In a transaction of its own, which is over before the page is written: never a page without its line. */
  private async remember(
    actor: Actor,
    { provider, service }: FallbackList,
    childIds: readonly string[],
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.dataSource.transaction((tx) =>
      this.trail.record(tx, actor, [
        {
          act: 'export',
          action: 'fallback.printed',
          subjectKind: 'waiting_list',
          subjectId: `${provider}/${service}`,
          childIds,
          detail,
        },
      ]),
    );
  }
}

export function fallbackKeyPath(config: Pick<Config, 'dataDir' | 'fallback'>): string {
  return config.fallback.keyFile ?? join(config.dataDir, 'keys', 'fallback-lists');
}

/** The service itself reads, of one list. */
function readerOf(tx: EntityManager, { provider, service }: FallbackList): Reader {
  return { tx, scope: { ...emptyScope, providers: [provider], services: [service], localities: ['*'] } };
}

function fileName({ provider, service }: FallbackList): string {
  return `${provider}-${service}`.replace(/[^A-Za-z0-9_-]/g, '_');
}

const PLYMOUTH = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  dateStyle: 'long',
  timeStyle: 'short',
});

/** 22 November 2026 at 03:00. */
function inPlymouth(instant: Date): string {
  return PLYMOUTH.format(instant);
}
