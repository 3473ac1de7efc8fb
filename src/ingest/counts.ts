/** What became of the rows of one file: rows = accepted + quarantined + duplicates. Findings are on accepted rows. */
export interface ImportCounts {
  rows: number;
  accepted: number;
  /** Accepted referrals that are still waiting; 0 for a facts file. */
  open: number;
  /** By reason. */
  quarantined: Record<string, number>;
  /** By code. */
  findings: Record<string, number>;
  duplicates: number;
}

export function noCounts(): ImportCounts {
  return { rows: 0, accepted: 0, open: 0, quarantined: {}, findings: {}, duplicates: 0 };
}

export function tally(of: Record<string, number>, key: string): void {
  of[key] = (of[key] ?? 0) + 1;
}
