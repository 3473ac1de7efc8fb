import { daysBetween, type PlainDate } from '../kernel/plain-date.js';
import { serviceLines } from '../referrals/service-line.js';
import { counted, dayInWords, grouped } from '../kernel/plain-words.js';

/** An extract older than this many days is not the present any more (a census comes every week). */
const FRESH_DAYS = 8;

/** How current the list is. */
export interface ListState {
  /** Referrals whose decision could have changed by itself and has not been made again. */
  overdue: number;
  /** Open referrals that have not been decided, or not since something about them changed. */
  undecided: number;
  /** Counting stopped here. */
  countedUpTo: number;
  sources: readonly { provider: string; service: string; latestExtractOn: PlainDate | null }[];
}

/** What somebody must know before relying on the list; empty where all is well. `of`: of one service alone. */
export function listWarnings(state: ListState, today: PlainDate, of?: string): string[] {
  const many = (count: number): string =>
    count >= state.countedUpTo
      ? `${grouped(state.countedUpTo)} or more referrals`
      : counted(count, 'referral');
  const warnings: string[] = [];
  if (state.undecided > 0)
    warnings.push(
      `Waiting to be decided: ${many(state.undecided)}. The list may not show them, or not in their place.`,
    );
  if (state.overdue > 0)
    warnings.push(
      `Due to be decided again: ${many(state.overdue)}. What is shown of them may be out of date.`,
    );
  for (const line of serviceLines.filter(({ id }) => of === undefined || id === of)) {
    const sources = state.sources.filter((source) => source.service === line.id);
    if (sources.length === 0)
      warnings.push(`${line.title}: no list has been received. Nobody on it is shown.`);
    for (const { provider, latestExtractOn } of sources) {
      if (latestExtractOn === null)
        warnings.push(`${line.title} from ${provider}: no extract has been received.`);
      else if (daysBetween(latestExtractOn, today) > FRESH_DAYS)
        warnings.push(
          `${line.title} from ${provider}: the last extract is of ${dayInWords(latestExtractOn)}, ${counted(daysBetween(latestExtractOn, today), 'day')} ago.`,
        );
    }
  }
  return warnings;
}
