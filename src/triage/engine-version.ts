/**
 * What decides. Part of every receipt, and raised whenever the same input could give another decision, words of questions
 * included: `golden-decisions.spec.ts` fails where it should have been and was not.
 */
export const ENGINE_VERSION = '2';

/** By whose reading of conditions ours is proven, on generated sets and on every worked case (`rule-sets/licence.ts`). */
export const REFERENCE_ENGINE = 'json-rules-engine 7.3.1';
