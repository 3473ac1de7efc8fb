import type { Header } from './header.js';

/** A row held back: nothing of it is lost, so that it can be put right and read again. */
export interface HeldRow {
  /** As a spreadsheet numbers it: the header is row 1. */
  rowNumber: number;
  kind: 'referral' | 'fact';
  reason: string;
  cells: Record<string, unknown>;
}

/** The row whole: by column, or as it came where cells and columns do not fit each other. */
export function wholeCells(header: Header, cells: readonly string[]): Record<string, unknown> {
  return cells.length === header.cells.length && header.at.size === cells.length
    ? Object.fromEntries(header.cells.map((name, index) => [name, cells[index]]))
    : { columns: header.cells, cells };
}

/** Who puts it right: a code or value nobody knows is the data-quality lead's, everything else the list office's. */
export function ownerOfHeldRow(reason: string): string {
  return reason === 'unknown_fact' || reason === 'bad_value' || reason === 'unknown_source'
    ? 'data_quality_lead'
    : 'list_office';
}
