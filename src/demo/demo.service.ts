import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CaseloadService } from '../caseload/caseload.service.js';
import { FirstCensus } from '../comms/first-census.service.js';
import { ReceiveCensus } from '../ingest/receive-census.service.js';
import type { Actor } from '../kernel/actor.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { Installation } from '../platform/database/installation.js';
import { Conflict } from '../platform/http/problems.js';
import { ExampleRegister } from '../sharing/example-register.service.js';
import { serviceShapes } from './caseload-shape.js';
import { DEMO, type DemoState, demoStateIn, refusal } from './demo-state.js';
import { demoFiles, type DemoFile } from './generate.js';

/** Which demo; what is not said is seed 1, today and Plymouth's size, or what an unfinished load began with. */
export interface DemoAsked {
  seed?: number | undefined;
  asOf?: PlainDate | undefined;
  /** Times Plymouth's size: more for benches, less for a quick look. */
  scale?: number | undefined;
}

export interface DemoProgress {
  /** What is being done, for people: "Reading …", "Deciding". */
  step: string;
  done: number;
  total: number;
}

export interface LoadedDemo extends DemoState {
  /** False: it was here already, and nothing was changed. */
  added: boolean;
}

/** Any number that no other advisory lock here uses. */
const DEMO_LOCK = 7_701_003;
const DEFAULT_SEED = 1;
/** Rows between two looks at whether anybody else wants to run. */
const ROWS_AT_ONCE = 500;

/** The synthetic caseload: made up, read in as files are read, decided, and its own first census released. */
@Injectable()
export class DemoService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly installation: Installation,
    private readonly agreements: ExampleRegister,
    private readonly census: ReceiveCensus,
    private readonly caseload: CaseloadService,
    private readonly firstCensus: FirstCensus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For a start on a database of our own: loads into one that is empty, and finishes a load that was cut off. */
  async loadIfEmpty(actor: Actor, onProgress?: (progress: DemoProgress) => void): Promise<LoadedDemo | null> {
    const stands = demoStateIn(await this.installation.noted());
    if (stands?.state === 'loaded') return { ...stands, added: false };
    if (stands === null && ((await this.installation.kind()) !== null || (await this.holdsReferrals())))
      return null;
    return this.load(actor, onProgress);
  }

  /**
   * Loads the demo. The database is marked as a demo before the first row, so that a load cut off at any moment, even
   * by `kill -9`, is finished by loading again and never begun twice: each file is read whole or not at all, deciding
   * goes on where it stopped, and a release is repeated safely. Throws Conflict where the database is real, holds
   * something else, or holds another demo; RangeError where no demo can be made up as asked.
   */
  async load(
    actor: Actor,
    onProgress: (progress: DemoProgress) => void = () => undefined,
    asked: DemoAsked = {},
  ): Promise<LoadedDemo> {
    const turn = this.dataSource.createQueryRunner();
    try {
      // Held by this connection: a second loader waits, and finds everything done.
      await turn.query('SELECT pg_advisory_lock($1)', [DEMO_LOCK]);
      const { state, resumed } = await this.begin(actor, asked);
      if (state.state === 'loaded') return { ...state, added: false };
      // What council and schools hold is taken in by agreement alone, in a demo too.
      await this.agreements.load(actor, this.clock.today());
      await this.read(actor, state, resumed, onProgress);
      await this.caseload.decideDue(actor, {
        onProgress: (done, total) => onProgress({ step: 'Deciding', done, total }),
      });
      await this.release(actor, onProgress);
      const loaded: DemoState = { ...state, state: 'loaded' };
      await this.dataSource.transaction((tx) => this.installation.note(tx, actor, { [DEMO]: loaded }));
      return { ...loaded, added: true };
    } finally {
      await turn.query('SELECT pg_advisory_unlock($1)', [DEMO_LOCK]).catch(() => undefined);
      await turn.release();
    }
  }

  /** Marks the database and notes which demo it is to hold, in one transaction, before anything else is written. */
  private async begin(actor: Actor, asked: DemoAsked): Promise<{ state: DemoState; resumed: boolean }> {
    const stands = demoStateIn(await this.installation.noted());
    const refused = refusal(stands, asked);
    if (refused !== undefined) throw new Conflict(refused);
    if (stands !== null) return { state: stands, resumed: true };
    if ((await this.installation.kind()) === null && (await this.holdsReferrals()))
      throw new Conflict(
        'this database holds referrals already and is not marked as a demo: the demo needs a database of its own',
      );
    const state: DemoState = {
      state: 'loading',
      seed: asked.seed ?? DEFAULT_SEED,
      asOf: asked.asOf ?? this.clock.today(),
      scale: asked.scale ?? 1,
    };
    demoFiles(generated(state));
    await this.dataSource.transaction(async (tx) => {
      await this.installation.markAs(tx, 'demo', actor);
      await this.installation.note(tx, actor, { [DEMO]: state });
    });
    return { state, resumed: false };
  }

  private async read(
    actor: Actor,
    state: DemoState,
    resumed: boolean,
    onProgress: (progress: DemoProgress) => void,
  ): Promise<void> {
    const files = demoFiles(generated(state));
    const total = files.reduce((sum, { aboutRows }) => sum + aboutRows, 0);
    let before = 0;
    for (const file of files) {
      const at = (rows: number): void =>
        onProgress({ step: 'Reading', done: before + Math.min(rows, file.aboutRows), total });
      at(0);
      await this.census.receive(
        actor,
        {
          name: file.name,
          kind: file.kind,
          records: inTurns(file.rows()),
          // A file read before the load was cut off is recognised before a row of it is read again.
          ...(resumed ? { sha256: fingerprint(file) } : {}),
        },
        { intoDemo: true, onProgress: at },
      );
      before += file.aboutRows;
      at(0);
    }
  }

  /** Nobody real can be written to by mistake here, so the demo looks at its own first census. */
  private async release(actor: Actor, onProgress: (progress: DemoProgress) => void): Promise<void> {
    for (const [index, { provider, service }] of serviceShapes.entries()) {
      onProgress({ step: 'Planning messages', done: index, total: serviceShapes.length });
      await this.firstCensus.release(actor, { provider, service });
    }
    onProgress({ step: 'Planning messages', done: serviceShapes.length, total: serviceShapes.length });
  }

  private async holdsReferrals(): Promise<boolean> {
    const rows: { found: boolean }[] = await this.dataSource.query(
      'SELECT EXISTS (SELECT FROM referral) AS found',
    );
    return rows[0]?.found === true;
  }
}

const generated = ({ seed, asOf, scale }: DemoState) => ({ seed, today: asOf, scale });

/** What ingest knows records by that never were a file: a hash over their cells. */
function fingerprint(file: DemoFile): string {
  const hash = createHash('sha256');
  for (const cells of file.rows()) hash.update(JSON.stringify(cells));
  return hash.digest('hex');
}

/** Lets timers and connections have their turn while rows are made up. */
async function* inTurns(rows: Iterable<string[]>): AsyncGenerator<string[]> {
  let made = 0;
  for (const row of rows) {
    yield row;
    if (++made % ROWS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
