import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { isInForce } from '../rule-sets/load-rules.js';
import { nameOf } from '../rule-sets/manifest.js';
import { RuleSetRegistry } from '../rule-sets/rule-set.registry.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import { serviceLines } from '../referrals/service-line.js';
import { howWeDecide, type HowWeDecide } from './how-we-decide.js';
import type { RuleVersion } from './version-log.js';

/** What families may read of the rules that decide today. It reads the rules and nothing of anybody. */
@Injectable()
export class HowWeDecideService {
  /**
   * By the set's name: its versions are compared once. Rules do not change while a process runs, and what is kept of a
   * set holds on every day; which sets are in force is asked each time.
   */
  private readonly told = new Map<string, HowWeDecide>();

  constructor(
    private readonly registry: RuleSetRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One for each set in force today; one in all where one set speaks for every list. */
  today(): HowWeDecide[] {
    const today = this.clock.today();
    const all = this.registry.all();
    const inForce = serviceLines
      .filter(({ id }) => all.some((one) => one.set.serviceLines.includes(id) && isInForce(one, today)))
      .map(({ id }) => this.registry.inForce(id, today));
    const once = new Map(
      inForce.map(({ ruleSet: { set }, published }) => [nameOf(set), { set, agreed: published }]),
    );
    return [...once.values()].map((version) => this.of(version));
  }

  private of(version: RuleVersion): HowWeDecide {
    const name = nameOf(version.set);
    const told = this.told.get(name) ?? howWeDecide([...this.versionsBefore(version.set), version]);
    this.told.set(name, told);
    return told;
  }

  private versionsBefore(set: RuleSet): RuleVersion[] {
    return this.registry
      .all()
      .map((one) => one.set)
      .filter(({ id, effectiveFrom }) => id === set.id && effectiveFrom < set.effectiveFrom)
      .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1))
      .map((version) => ({ set: version, agreed: this.wasAgreed(version) }));
  }

  /** Whether a version decided on its first day as one that everybody agreed. */
  private wasAgreed(set: RuleSet): boolean {
    return set.serviceLines.some((line) => {
      const { ruleSet, published } = this.registry.inForce(line, set.effectiveFrom);
      return published && ruleSet.set === set;
    });
  }
}
