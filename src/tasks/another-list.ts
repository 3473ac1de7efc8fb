/**
 * What somebody who may read, and not act, is told in place of a form: it is on a list that is shown to them and is
 * not theirs. null: which list is not known.
 */
export function onAnotherList(provider: string | null, actToday: boolean): string {
  if (actToday)
    return `This is on ${provider === null ? 'another provider' : provider}’s list. Make sure their duty clinician knows.`;
  return `This is on the list of ${provider ?? 'another provider'}: ask the team there to act.`;
}
