import type { SentFact } from './fact-row.js';

/** What is stored about whoever a fact may be about. */
export interface KnownSubjects {
  /** By referral id: its child, and the number and birth date its list reports. */
  referrals: ReadonlyMap<string, { childId: string; nhsNumber: string | null; birthDate: string }>;
  /** Verified children by NHS number. */
  children: ReadonlyMap<string, { id: string; birthDate: string }>;
}

export type FactSubject =
  | { is: 'found'; childId: string; referralId: string | null }
  | { is: 'held'; reason: 'unknown_referral' | 'child_mismatch' | 'unknown_child' };

/**
 * Whom a fact is about. A referral that is named must belong to the same number and birth date, or the fact would reach
 * the wrong child; with none named, only a linked child will do, found by number and birth date together.
 */
export function subjectOf(fact: SentFact, known: KnownSubjects): FactSubject {
  if (fact.referralId !== null) {
    const referral = known.referrals.get(fact.referralId);
    if (!referral) return { is: 'held', reason: 'unknown_referral' };
    if ((referral.nhsNumber ?? '') !== fact.nhsNumber || referral.birthDate !== fact.birthDate)
      return { is: 'held', reason: 'child_mismatch' };
    const referralId = fact.subject === 'referral' ? fact.referralId : null;
    return { is: 'found', childId: referral.childId, referralId };
  }
  if (fact.subject === 'referral') return { is: 'held', reason: 'unknown_referral' };
  const child = known.children.get(fact.nhsNumber);
  if (!child || child.birthDate !== fact.birthDate) return { is: 'held', reason: 'unknown_child' };
  return { is: 'found', childId: child.id, referralId: null };
}
