import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { FactSource } from '../facts/fact.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import { shapeOf } from './caseload-shape.js';
import type { InventedChild } from './invented-child.js';
import type { Random } from './random.js';

/** Something said about an invented child; with `about`, about the referral to that service. */
export interface Said {
  code: string;
  value: string;
  source: FactSource;
  organisation: string;
  recordedOn: PlainDate;
  about: ServiceLineId | null;
}

/** What the voices need to know to speak, and where what they say is collected. */
export class Telling {
  readonly said: Said[] = [];
  private readonly settled = new Set<string>();
  private readonly days = new Set<string>();

  constructor(
    readonly random: Random,
    readonly census: PlainDate,
    readonly child: InventedChild,
    readonly ageMonths: number,
    /** How hard things are for this child, 0 to 1: what one source sees, others tend to see too. */
    readonly need: number,
    /** Days waited on each list. */
    readonly waits: ReadonlyMap<ServiceLineId, number>,
  ) {}

  /** Where the family is heard first: the provider of the child's first list. */
  get heardAt(): string {
    const first = [...this.waits.keys()][0];
    return first === undefined ? '' : shapeOf(first).provider;
  }

  on(service: ServiceLineId): boolean {
    return this.waits.has(service);
  }

  /** `daysAgo` is drawn between the two; never before the child was born. */
  tell(
    code: string,
    value: string,
    source: FactSource,
    organisation: string,
    daysAgo: readonly [number, number] = [1, 60],
  ): void {
    const day = addDays(this.census, -this.random.int(...daysAgo));
    const recordedOn = day < this.child.birthDate ? this.child.birthDate : day;
    this.keep({ code, value, source, organisation, recordedOn, about: null });
  }

  /** About one referral: nothing is recorded about it before it was received. */
  tellAbout(
    about: ServiceLineId,
    code: string,
    value: string,
    source: FactSource,
    organisation: string,
    daysAgo: readonly [number, number] = [0, 90],
  ): void {
    const waited = this.waits.get(about) ?? 0;
    const ago = Math.min(waited, this.random.int(...daysAgo));
    this.keep({ code, value, source, organisation, recordedOn: addDays(this.census, -ago), about });
  }

  spokenOf(code: string): boolean {
    return this.said.some((one) => one.code === code);
  }

  /** From here on nobody contradicts what has been said so far. */
  settle(): void {
    for (const { code } of this.said) this.settled.add(code);
  }

  /** One source says one thing a day: a second value that day would be a mistake, not a change. */
  private keep(said: Said): void {
    const day = [said.code, said.source, said.organisation, said.recordedOn, said.about].join();
    if (this.settled.has(said.code) || this.days.has(day)) return;
    this.days.add(day);
    this.said.push(said);
  }

  /** True with the chance given at average need; up to three times as often where need is great. */
  likely(chance: number): boolean {
    return this.random.chance(chance * (0.25 + 1.5 * this.need + 1.25 * this.need ** 4));
  }
}
