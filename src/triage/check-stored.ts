import type { LoadedRuleSet } from '../rule-sets/rule-set.js';
import type { Decision } from './decision.js';
import { otherRules, replay } from './replay.js';
import type { StoredReceipt } from './receipt.js';

/** A stored decision as it is read to be made again: its receipt, and what its row says beside it. */
export interface StoredRow {
  id: string;
  referralId: string;
  childId: string;
  /** ISO 8601, UTC. */
  decidedAt: string;
  receipt: StoredReceipt;
  /** Columns that repeat the receipt, for the queue and for counting: they must say the same. */
  columns: Readonly<Record<RepeatedColumn, string | boolean | null>>;
}

export const repeatedColumns = [
  'referralId',
  'childId',
  'decidedFor',
  'ruleSetId',
  'ruleSetVersion',
  'ruleSetHash',
  'band',
  'couldBe',
  'actToday',
  'lowerProposal',
  'holdsUntil',
  'inputHash',
] as const satisfies readonly (keyof Decision)[];
export type RepeatedColumn = (typeof repeatedColumns)[number] | 'standingBand' | 'standingSince';

export type Checked =
  | { is: 'same' }
  | { is: 'differs'; differences: readonly string[] }
  /** The rules it was decided under are not here: nothing can be said of it. */
  | { is: 'not_here'; why: string };

/**
 * Makes one stored decision again from its receipt alone. A receipt that cannot even be read differs, and says why: one
 * row that was broken must not hide the others. `rulesOf`: the version a receipt names, where it is here.
 */
export function checkStored(
  row: StoredRow,
  rulesOf: (id: string, version: string) => LoadedRuleSet | undefined,
): Checked {
  try {
    const { decision } = row.receipt;
    const ruleSet = rulesOf(decision.ruleSetId, decision.ruleSetVersion);
    const name = `${decision.ruleSetId}@${decision.ruleSetVersion}`;
    if (!ruleSet) return { is: 'not_here', why: `${name} is not in rules/` };
    const other = otherRules(row.receipt, ruleSet);
    if (other !== null) return { is: 'not_here', why: `${name} is another document here: ${other}` };
    const differences = [...besideReceipt(row), ...replay(row.receipt, ruleSet).differences];
    return differences.length === 0 ? { is: 'same' } : { is: 'differs', differences };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { is: 'differs', differences: [`it cannot be made again from its receipt: ${why}`] };
  }
}

function besideReceipt({ columns, receipt: { decision } }: StoredRow): string[] {
  const said: StoredRow['columns'] = {
    ...(Object.fromEntries(repeatedColumns.map((column) => [column, decision[column]])) as Record<
      (typeof repeatedColumns)[number],
      string | boolean | null
    >),
    standingBand: decision.standing.band,
    standingSince: decision.standing.since,
  };
  return (Object.keys(said) as RepeatedColumn[]).flatMap((column) =>
    columns[column] === said[column]
      ? []
      : [
          `the row's ${column}: ${JSON.stringify(columns[column])}, its receipt says ${JSON.stringify(said[column])}`,
        ],
  );
}
