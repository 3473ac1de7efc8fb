import type { FactSource } from '../facts/fact.js';
import type { PlainDate } from '../kernel/plain-date.js';
import type { Arrival } from './arrival.js';

/** What an extract's own columns say that the vocabulary has a word for. Said by the provider's clinicians. */
export interface StatedFact {
  subject: 'child' | 'referral';
  code: 'provider_priority' | 'looked_after' | 'child_protection_plan';
  value: string;
  source: FactSource;
  organisation: string;
  recordedOn: PlainDate;
}

type Priority = 'routine' | 'urgent' | 'emergency';

/**
 * PRIORITY_TYPE_CODE has different meanings in CSDS and MHSDS: 1 is routine in one and an emergency in the other, so the
 * mapping belongs to the source (nhs-standards §1.4; two-week wait and very urgent count as urgent).
 */
const priorityMeanings: Readonly<Record<'CSDS' | 'MHSDS', Readonly<Record<string, Priority>>>> = {
  CSDS: { '1': 'routine', '2': 'urgent', '3': 'urgent' },
  MHSDS: { '1': 'emergency', '2': 'urgent', '3': 'routine', '4': 'urgent' },
};

/**
 * Which meaning a provider's system uses, as `provider/system`. The two systems read today send CSDS meanings on every
 * list, mental health included; a source that is not named here is read the same way until its mapping is agreed.
 */
const meaningOfSource: Readonly<Record<string, keyof typeof priorityMeanings>> = {
  'NR5/SYSTMONE': 'CSDS',
  'RK9/CAREFLOW': 'CSDS',
};

export function statedFacts({ child, referral }: Arrival): StatedFact[] {
  const said = { source: 'clinician', organisation: referral.provider } as const;
  const facts: StatedFact[] = [];
  const meaning = meaningOfSource[`${referral.provider}/${referral.sourceSystem}`] ?? 'CSDS';
  const priority = priorityMeanings[meaning][referral.priorityTypeCode ?? ''];
  if (priority)
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
