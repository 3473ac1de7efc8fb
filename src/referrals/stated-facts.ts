import type { FactSource } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from './arrival.js';
import { priorityOf } from './provider-priority.js';

/** What an extract's own columns say that the vocabulary has a word for. Said by the provider's clinicians. */
export interface StatedFact {
  subject: 'child' | 'referral';
  code: 'provider_priority' | 'looked_after' | 'child_protection_plan';
  value: string;
  source: FactSource;
  organisation: string;
  recordedOn: PlainDate;
}

export function statedFacts({ child, referral }: Arrival): StatedFact[] {
  const said = { source: 'clinician', organisation: referral.provider } as const;
  const facts: StatedFact[] = [];
  const { priority } = priorityOf(referral);
  if (priority !== null)
    facts.push({
      ...said,
      subject: 'referral',
      code: 'provider_priority',
      value: priority,
      recordedOn: referral.receivedOn,
    });
  const answers = { looked_after: child.lookedAfter, child_protection_plan: child.childProtectionPlan };
  for (const code of ['looked_after', 'child_protection_plan'] as const) {
    const answer = answers[code];
    if (answer !== null)
      facts.push({
        ...said,
        subject: 'child',
        code,
        value: answer === 'Y' ? 'yes' : 'no',
        recordedOn: child.reportedOn,
      });
  }
  return facts;
}

/**
 * Whether what a provider states now takes the place of what it stated for the same day: a priority always (the census
 * was corrected), a safeguarding answer only where the new one is yes, since another of its lists may have said it.
 */
export function replaces(code: string, stated: string, stands: string): boolean {
  if (stated === stands) return false;
  return code === 'provider_priority' || stated === 'yes';
}
