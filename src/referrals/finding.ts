/** A person typed it, of a child they do not work with: who that is stands on their word alone until an extract lists it. */
export const ENTERED_BY_HAND = 'entered_by_hand';

/** The referral to treatment status says that the child died, and neither a day of death nor a closure does. */
export const STATUS_IS_DEATH = 'status_is_death';

/**
 * Who looks into a finding. A doubt about who a child is, or about when a wait began, is the list office's; a code that
 * nobody knows, or whose meaning nobody has agreed, is the data-quality lead's. Local roles, for sign-off.
 */
export function ownerOfFinding(code: string): string {
  return code.startsWith('unknown_code:') || code === 'priority_not_mapped'
    ? 'data_quality_lead'
    : 'list_office';
}
