/** A band of days waited, as national figures count it. Days are whole and include the last: 126 is within 18 weeks. */
export interface WaitBand {
  /** 1 is the shortest. */
  band: number;
  title: string;
}

/** Community health services, monthly returns (nhs-standards §2): the last day of each band but the last, which has none. */
const CHS: readonly (readonly [upTo: number, title: string])[] = [
  [7, 'Up to 1 week'],
  [14, '1 to 2 weeks'],
  [28, '2 to 4 weeks'],
  [84, '4 to 12 weeks'],
  [126, '12 to 18 weeks'],
  [364, '18 to 52 weeks'],
  [728, '52 to 104 weeks'],
  [Infinity, 'Over 104 weeks'],
];

/** Days waited, from 0. Throws RangeError for anything else. */
export function chsBand(days: number): WaitBand {
  checked(days);
  const index = CHS.findIndex(([upTo]) => days <= upTo);
  return { band: index + 1, title: CHS[index]?.[1] ?? '' };
}

function checked(days: number): void {
  if (!Number.isInteger(days) || days < 0)
    throw new RangeError(`not a count of days waited: ${String(days)}`);
}
