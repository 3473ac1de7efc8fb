import type { FactSource } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from './arrival.js';
import { type Priority, priorityOf } from './provider-priority.js';

/** What an extract's own columns say that the vocabulary has a word for. Said by the provider's clinicians. */
export interface StatedFact {
  subject: 'child' | 'referral';
  code: 'provider_priority' | 'looked_after' | 'child_protection_plan';
  value: string;
  source: FactSource;
  organisation: string;
  recordedOn: PlainDate;
}

/** `agreed`: what the priority codes of the entry's source mean; null: nobody has agreed it. */
export function statedFacts(
  { child, referral }: Arrival,
  agreed: ReadonlyMap<string, Priority> | null,
): StatedFact[] {
  const facts: StatedFact[] = [];
  const state = (
    subject: StatedFact['subject'],
    code: StatedFact['code'],
    value: string,
    recordedOn: PlainDate,
  ): void =>
    void facts.push({
      subject,
      code,
      value,
      source: 'clinician',
      organisation: referral.provider,
      recordedOn,
    });
  const { priority } = priorityOf(referral, agreed);
  if (priority !== null) state('referral', 'provider_priority', priority, referral.receivedOn);
  if (child.lookedAfter !== null)
    state('child', 'looked_after', yesOrNo[child.lookedAfter], child.reportedOn);
  if (child.childProtectionPlan !== null)
    state('child', 'child_protection_plan', yesOrNo[child.childProtectionPlan], child.reportedOn);
  return facts;
}

const yesOrNo = { Y: 'yes', N: 'no' } as const;

/**
 * Whether what a provider states now takes the place of what it stated for the same day: a priority always (the census
 * was corrected), a safeguarding answer only where the new one is yes, since another of its lists may have said it.
 */
export function replaces(code: string, stated: string, stands: string): boolean {
  if (stated === stands) return false;
  return code === 'provider_priority' || stated === 'yes';
}
