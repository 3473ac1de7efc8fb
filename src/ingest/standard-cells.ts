import { type ReferralColumn, referralColumns } from '../referrals/sources/columns.js';
import { type ColumnFrom, fileColumn, type SourceMapping } from '../referrals/sources/source-mapping.js';
import type { Header } from './header.js';

/** A row's cells by the columns of the standard extract, as they were sent. */
export type StandardCells = (cells: readonly string[]) => (column: ReferralColumn) => string;

/** Where a source's file has what the standard has in its columns; worked out once for all rows. */
export function standardCells({ columns }: SourceMapping, header: Header): StandardCells {
  const at = new Map(referralColumns.map((column) => [column, place(columns[column], header)]));
  const steps = new Map(referralColumns.map((column) => [column, columns[column]]));
  return (cells) => {
    const cell = (column: ReferralColumn): string => {
      const sent = cells[at.get(column) ?? -1] ?? '';
      const from = steps.get(column);
      if (from === undefined || typeof from === 'string') return sent;
      if ('always' in from) return from.always;
      if (sent.trim() !== '') return sent;
      if ('default' in from) return from.default;
      // Never in a circle: a mapping that has one is refused.
      return 'otherwise' in from ? cell(from.otherwise) : '';
    };
    return cell;
  };
}

/** Whether a row says of itself what every row of the source says. */
export function isOfSource({ recognise }: SourceMapping, header: Header, cells: readonly string[]): boolean {
  return recognise.every(({ column, equals }) => cells[header.at.get(column) ?? -1] === equals);
}

function place(from: ColumnFrom, header: Header): number {
  const name = fileColumn(from);
  return name === null ? -1 : (header.at.get(name) ?? -1);
}
