import type { Group, Move, Rule, RuleEvent, RuleSet } from '../../src/rule-sets/rule-set.js';
import { plainDate } from '../../src/kernel/plain-date.js';

/** A small rule set for tests of the parser and the evaluator: valid as it is; `changes` make it another. */
export function smallSet(changes: Partial<RuleSet> = {}): RuleSet {
  return {
    id: 'small',
    version: '1.0.0',
    title: 'A small set',
    purpose: 'To test with.',
    intendedUse: 'Tests.',
    signOff: 'None: an example.',
    sources: [{ id: 'none', title: 'Invented', where: 'here' }],
    licence: 'MIT',
    polarity: 'lower_rank_is_more_urgent',
    serviceLines: ['slt'],
    effectiveFrom: plainDate('2026-01-01'),
    effectiveTo: null,
    combine: 'most-urgent',
    bands: [
      { id: 'urgent', title: 'Urgent', rank: 0, safeWaitDays: { default: 14 }, reviewWithinDays: 7 },
      { id: 'high', title: 'High', rank: 1, safeWaitDays: { default: 28 }, reviewWithinDays: 14 },
      { id: 'medium', title: 'Medium', rank: 2, safeWaitDays: { default: 84 }, reviewWithinDays: 28 },
      { id: 'routine', title: 'Routine', rank: 3, safeWaitDays: { default: 126 }, reviewWithinDays: 84 },
    ],
    defaultBand: 'routine',
    mustKnow: { slt: [{ fact: 'getting_worse', askOf: 'parent', withinDays: 14 }] },
    needs: [],
    familyReasons: { getting_harder: 'Things have got harder.' },
    orderPolicy: { protectedBands: [{ band: 'urgent', fromSharePercent: 0 }], keptSlotsPercent: 0 },
    rules: [
      bandRule('provider-priority', 'urgent', {
        all: [{ fact: 'provider_priority', operator: 'in', value: ['urgent', 'emergency'] }],
      }),
      bandRule('getting-worse', 'high', {
        all: [{ fact: 'getting_worse', operator: 'equal', value: 'yes' }],
      }),
    ],
    ...changes,
  };
}

export function bandRule(id: string, band: string, conditions: Group, more: Partial<Rule> = {}): Rule {
  const event: RuleEvent = {
    type: 'band',
    params: { band, reason: { clinician: `Because of ${id}.`, family: null } },
  };
  return { id, title: `Rule ${id}`, source: 'Invented.', conditions, event, ...more };
}

export function pointsRule(id: string, points: number, conditions: Group): Rule {
  const event: RuleEvent = {
    type: 'points',
    params: { points, reason: { clinician: `${points} for ${id}.`, family: null } },
  };
  return { id, title: `Rule ${id}`, source: 'Invented.', conditions, event };
}

export function modifyRule(id: string, moves: readonly Move[], conditions: Group): Rule {
  const event: RuleEvent = {
    type: 'modify',
    params: { moves, reason: { clinician: `Moved by ${id}.`, family: null } },
  };
  return { id, title: `Rule ${id}`, source: 'Invented.', conditions, event };
}
