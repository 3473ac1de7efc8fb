import { confidences, type Confidence, type FactSource } from './fact.js';

const BY_SOURCE: Readonly<Record<FactSource, Confidence>> = {
  parent: 'usual',
  school: 'usual',
  clinician: 'usual',
  child: 'child_in_confidence',
  council: 'third_party',
  system: 'third_party',
};

/** What holds where the sender said nothing: the safest that the source can mean. */
export function usualConfidence(source: FactSource): Confidence {
  return BY_SOURCE[source];
}

/** A fact from before confidence was kept (an old receipt) has what its source means. */
export function confidenceOf(fact: { source: FactSource; confidence?: Confidence }): Confidence {
  return fact.confidence ?? usualConfidence(fact.source);
}

export function isConfidence(text: string): text is Confidence {
  return (confidences as readonly string[]).includes(text);
}
