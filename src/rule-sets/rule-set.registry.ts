import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import type { PlainDate } from '../kernel/plain-date.js';
import { differencesFromEngine } from './licence.js';
import { isInForce, loadRules, type ReadyRuleSet } from './load-rules.js';
import { nameOf } from './manifest.js';
import type { LoadedRuleSet } from './rule-set.js';
import { readRules, rulesDirectory } from './rules.reader.js';

/** Where rule sets lie, for tests that bring their own. */
export const RULES_DIRECTORY = Symbol('RulesDirectory');

/**
 * Every rule set in `rules/`, read once. The application does not start where a set has a fault, is not what the manifest
 * says, or where the compiled form of one that decides and json-rules-engine differ on a worked case (`rules check` asks
 * the same of published tools).
 */
@Injectable()
export class RuleSetRegistry implements OnModuleInit {
  /** Published tools are read and held to the manifest with them, and never kept: none of them is ever chosen. */
  private readonly sets: readonly ReadyRuleSet[];

  constructor(@Optional() @Inject(RULES_DIRECTORY) directory: string = rulesDirectory()) {
    const { manifest, files } = readRules(directory);
    const loaded = loadRules(manifest, files);
    if (!loaded.ok)
      throw new Error(
        `the rules cannot be used:\n${loaded.faults.map(({ at, message }) => `  ${at}: ${message}`).join('\n')}`,
      );
    this.sets = loaded.value;
  }

  async onModuleInit(): Promise<void> {
    for (const { set, cases } of this.sets) same(nameOf(set), await differencesFromEngine(set, cases, 'one'));
  }

  /**
   * The set that decides for a service line on a day, and why that one: the published version with the latest start, else
   * the latest that is not published yet. Throws where none is in force.
   */
  inForce(service: string, on: PlainDate): { ruleSet: LoadedRuleSet; reason: string; published: boolean } {
    const [chosen] = this.candidates(service).filter((candidate) => isInForce(candidate, on));
    if (!chosen) throw new Error(`no rule set is in force for ${service} on ${on}`);
    const { set, hash, published } = chosen;
    const reason = published
      ? `${nameOf(set)} is the latest published version for ${service} in force on the day, since ${set.effectiveFrom}`
      : `${nameOf(set)} is the latest version for ${service} in force on the day, since ${set.effectiveFrom}; no published version is in force yet`;
    return { ruleSet: { set, hash }, reason, published };
  }

  /** The first day after `on` on which another version may be in force for a service line; null: none is known. */
  changesOn(service: string, on: PlainDate): PlainDate | null {
    const starts = this.candidates(service).map(({ set }) => set.effectiveFrom);
    return starts.filter((start) => start > on).sort()[0] ?? null;
  }

  find(id: string, version: string): LoadedRuleSet | undefined {
    const found = this.sets.find(({ set }) => set.id === id && set.version === version);
    return found && { set: found.set, hash: found.hash };
  }

  all(): readonly LoadedRuleSet[] {
    return this.sets.map(({ set, hash }) => ({ set, hash }));
  }

  private candidates(service: string): ReadyRuleSet[] {
    return this.sets
      .filter(({ set }) => set.serviceLines.includes(service))
      .sort(
        (a, b) =>
          Number(b.published) - Number(a.published) || (a.set.effectiveFrom < b.set.effectiveFrom ? 1 : -1),
      );
  }
}

function same(name: string, differences: readonly string[]): void {
  if (differences.length > 0)
    throw new Error(`${name} does not mean what json-rules-engine makes of it:\n${differences.join('\n')}`);
}
