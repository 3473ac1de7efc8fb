import { PRIVACY_OFFICER } from '../tasks/task-owners.js';
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

/** Of a council or a school, and no agreement in force lets it in: held until one does. */
export const NO_SHARING_AGREEMENT = 'no_sharing_agreement';

const unreadable: readonly string[] = ['unknown_fact', 'bad_value', 'unknown_source', 'unknown_confidence'];

/**
 * Who puts it right: a code or value nobody knows is the data-quality lead's, what no agreement lets in the privacy
 * officer's, everything else the list office's.
 */
export function ownerOfHeldRow(reason: string): string {
  if (reason === NO_SHARING_AGREEMENT) return PRIVACY_OFFICER;
  return unreadable.includes(reason) ? 'data_quality_lead' : 'list_office';
}
