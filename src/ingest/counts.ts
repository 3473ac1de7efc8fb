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

/** One file's line of JSON: the same words in the same order every time, whatever order the reasons were met in. */
export function countsLine(file: string, counts: ImportCounts): string {
  const { rows, accepted, open, quarantined, findings, duplicates } = counts;
  return JSON.stringify({
    file,
    rows,
    accepted,
    open,
    quarantined: byName(quarantined),
    findings: byName(findings),
    duplicates,
  });
}

function byName(of: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
}
