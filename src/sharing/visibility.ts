import { confidenceOf } from '../facts/confidence.js';
import type { Confidence, FactSource } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';

export const audiences = [
  'clinician',
  'list_office',
  'coordinator',
  'access_health',
  'access_social_care',
  'access_education',
  'navigator',
  'system',
  'family',
  'school',
] as const;
export type Audience = (typeof audiences)[number];

/** What matters of a fact for whom it may reach; agreements are another question (shared-with.ts). */
export interface Told {
  code: string;
  source: FactSource;
  confidence?: Confidence;
}

/** Whom a fact of each confidence may reach at all. Whoever is not listed never reads it, whatever is agreed. */
const REACH: Readonly<Record<Confidence, readonly Audience[]>> = {
  usual: audiences,
  // Whoever treats the child, and nobody besides: it was told to a clinician.
  child_in_confidence: ['clinician'],
  third_party: [
    'clinician',
    'list_office',
    'coordinator',
    'access_health',
    'access_social_care',
    'access_education',
  ],
};

/** What families and schools are told rests on what they or a clinician told us, never on another office's register. */
const TOLD_TO: Readonly<Record<'family' | 'school', readonly FactSource[]>> = {
  family: ['parent', 'clinician'],
  school: ['school', 'parent', 'clinician'],
};

/** To know it would tell that social care, police or another person had spoken, whoever passed it on. */
const OF_OTHERS: ReadonlySet<string> = new Set([
  'youth_justice',
  'child_in_need',
  'placement_breakdown_risk',
]);

/** Whether a fact may reach an audience. */
export function mayReach(fact: Told, audience: Audience): boolean {
  if (!REACH[confidenceOf(fact)].includes(audience)) return false;
  return audience === 'family' || audience === 'school' ? mayLeave(fact, audience) : true;
}

/**
 * Of a child's safety and mind they are told only what they said themselves: what a clinician wrote down about either may
 * be what the child said, and they may not know it.
 */
function mayLeave({ code, source }: Told, to: 'family' | 'school'): boolean {
  if (!TOLD_TO[to].includes(source) || OF_OTHERS.has(code)) return false;
  const domain = factDefinition(code)?.domain;
  if (domain !== 'safety' && domain !== 'mental_health') return true;
  // By its words this is what the child says, whoever sends it.
  return code !== 'feels_safe' && source === (to === 'family' ? 'parent' : 'school');
}
