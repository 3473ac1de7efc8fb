import { Injectable } from '@nestjs/common';

export interface ReadinessAnswer {
  ok: boolean;
  /** Counts and days for whoever operates the service; never about a person. */
  detail?: Readonly<Record<string, unknown>>;
}

/** One thing that must be so before the service is ready; a room may add its own. */
export interface ReadinessCheck {
  name: string;
  check(): Promise<ReadinessAnswer>;
}

export interface ReadinessReport {
  ready: boolean;
  checks: Record<string, ReadinessAnswer>;
}

/** Longer than this and the answer is no: whoever asks has stopped waiting. */
const PATIENCE_MS = 3_000;

/** Every readiness check of the process. Rooms register theirs in `onModuleInit`. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  register(check: ReadinessCheck): void {
    this.checks.set(check.name, check);
  }

  /** Asks every check at once. One that throws or takes too long is not ready. */
  async report(): Promise<ReadinessReport> {
    const answers = await Promise.all(
      [...this.checks.values()].map(async (check) => [check.name, await ask(check)] as const),
    );
    return { ready: answers.every(([, answer]) => answer.ok), checks: Object.fromEntries(answers) };
  }
}

async function ask(check: ReadinessCheck): Promise<ReadinessAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ReadinessAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: { why: 'no answer in time' } }), PATIENCE_MS);
  });
  try {
    return await Promise.race([check.check(), late]);
  } catch (error) {
    return { ok: false, detail: { why: error instanceof Error ? error.name : 'failed' } };
  } finally {
    clearTimeout(timer);
  }
}
