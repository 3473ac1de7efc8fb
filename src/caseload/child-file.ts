import type { Child } from '../children/child.js';
import type { Fact } from '../facts/fact.js';
import type { Referral } from '../referrals/referral.js';
import type { Confirmation, DecisionInput } from '../triage/decision.js';
import type { LatestDecision } from '../triage/stored-decision.js';

/** Everything a decision about one child may rest on, loaded together. */
export interface ChildFile {
  child: Child;
  /** Open and closed, oldest first. */
  referrals: readonly Referral[];
  facts: readonly Fact[];
}

/** What was decided and confirmed before, by referral. */
export interface Before {
  latest: ReadonlyMap<string, LatestDecision>;
  confirmations: ReadonlyMap<string, readonly Confirmation[]>;
}

/** Sorts what was loaded for many children at once into one file for each. */
export function filesOf(
  children: readonly Child[],
  referrals: readonly Referral[],
  facts: readonly Fact[],
): ChildFile[] {
  const referralsOf = groupByChild(referrals);
  const factsOf = groupByChild(facts);
  return children.map((child) => ({
    child,
    referrals: referralsOf.get(child.id) ?? [],
    facts: factsOf.get(child.id) ?? [],
  }));
}

export const openReferrals = (file: ChildFile): Referral[] =>
  file.referrals.filter((referral) => referral.state === 'open');

/** Ids of those that have closed. */
export const closedReferrals = (file: ChildFile): string[] =>
  file.referrals.filter((referral) => referral.state === 'closed').map(({ id }) => id);

/**
 * What a decision about one referral is made from: every list the child was on while this referral waited, and what was
 * said about the child or about one of those lists, whoever it was said to (clinical-core, "tell it once").
 */
export function inputOf(
  file: ChildFile,
  referral: Referral,
  before: Before,
  frame: Pick<DecisionInput, 'on' | 'ruleSet'>,
): DecisionInput {
  const { child } = file;
  const lists = file.referrals.filter(
    ({ closedOn }) => closedOn === null || closedOn >= referral.waitingSince,
  );
  const latest = before.latest.get(referral.id);
  const told = new Set(lists.map(({ id }) => id));
  return {
    referral: { id: referral.id, service: referral.service, waitingSince: referral.waitingSince },
    child: { id: child.id, birthDate: child.birthDate },
    lists: lists.map(({ id, service, waitingSince, closedOn }) => ({
      referralId: id,
      service,
      waitingSince,
      closedOn,
    })),
    facts: file.facts.filter(({ referralId }) => referralId === null || told.has(referralId)),
    standing: latest ? { ...latest.standing, decisionId: latest.id } : null,
    confirmations: before.confirmations.get(referral.id) ?? [],
    ...frame,
  };
}

function groupByChild<T extends { childId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.childId);
    if (group) group.push(row);
    else groups.set(row.childId, [row]);
  }
  return groups;
}
