import { factInScope, type Scope } from '../kernel/viewer.js';

/** What stands in place of a reason that rests on something the reader is not shown. */
export const REASON_NOT_SHOWN =
  'Why is not shown to you: it rests on information that is not shared with you.';

/** Beside the code of a fact that a child said in confidence. */
export const IN_CONFIDENCE = '!';

/**
 * Whether words that rest on these facts (`ORG/code`, marked where said in confidence) may be shown within the scope:
 * only where every one of them may. null: not known what they rest on, so only who may see everything is shown them.
 */
export function reasonShown(
  facts: readonly string[] | null,
  scope: Pick<Scope, 'facts' | 'confidential'>,
): boolean {
  if (facts === null) return scope.facts.includes('*') && scope.confidential;
  return facts.every((fact) => {
    const inConfidence = fact.endsWith(IN_CONFIDENCE);
    const [organisation = '', code = ''] = (inConfidence ? fact.slice(0, -1) : fact).split('/');
    return factInScope(scope, organisation, code) && (!inConfidence || scope.confidential);
  });
}
