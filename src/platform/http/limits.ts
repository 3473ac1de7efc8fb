import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';

const MINUTE_S = 60;
/** How long an account, or an address, is shut out. */
export const LOCK_MINUTES = 15;
const LOCK_S = LOCK_MINUTES * MINUTE_S;

/** What is counted, how often it may happen in how many seconds, and for how long it is refused after that. */
const COUNTED = {
  /** Sign-ins begun from one address: many people may share one. */
  'sign-in': { points: 60, duration: 10 * MINUTE_S, blockDuration: 0 },
  /** Sign-ins that failed and tokens refused, by address. */
  'failed-address': { points: 30, duration: LOCK_S, blockDuration: LOCK_S },
  /** The same of one account. */
  'failed-account': { points: 5, duration: LOCK_S, blockDuration: LOCK_S },
} as const;

/**
 * How often something is tried, counted in PostgreSQL so that every process counts the same; while the database does
 * not answer, each process counts by itself. Keys are hashes: no address and no account is kept.
 */
@Injectable()
export class Limits {
  private readonly counters: Record<keyof typeof COUNTED | 'probing', RateLimiterPostgres>;

  constructor(dataSource: DataSource, @Inject(CONFIG) config: Config) {
    const counter = (keyPrefix: string, rule: Rule): RateLimiterPostgres =>
      new RateLimiterPostgres({
        storeClient: dataSource,
        storeType: 'typeorm',
        tableName: 'rate_limit',
        tableCreated: true,
        clearExpiredByTimeout: true,
        keyPrefix,
        ...rule,
        insuranceLimiter: new RateLimiterMemory({ keyPrefix, ...rule }),
      });
    this.counters = {
      'sign-in': counter('sign-in', COUNTED['sign-in']),
      'failed-address': counter('failed-address', COUNTED['failed-address']),
      'failed-account': counter('failed-account', COUNTED['failed-account']),
      probing: counter('probing', {
        points: config.refusalsBeforeLock,
        duration: 5 * MINUTE_S,
        blockDuration: LOCK_S,
      }),
    };
  }

  /** Counts one more. Answers null, or the seconds to wait where it is one too many. */
  async count(what: keyof Limits['counters'], key: string): Promise<number | null> {
    try {
      await this.counters[what].consume(hashed(key));
      return null;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return secondsOf(refused);
      throw refused;
    }
  }

  /** Whether it is refused now, without counting: null, or the seconds to wait. */
  async shutOut(what: keyof Limits['counters'], key: string): Promise<number | null> {
    const stands = await this.counters[what].get(hashed(key));
    return stands !== null && stands.consumedPoints > this.counters[what].points ? secondsOf(stands) : null;
  }
}

interface Rule {
  points: number;
  /** Seconds. */
  duration: number;
  blockDuration: number;
}

const hashed = (key: string): string => createHash('sha256').update(key).digest('base64url');
const secondsOf = (result: RateLimiterRes): number => Math.max(1, Math.ceil(result.msBeforeNext / 1_000));
