import { type ReferralColumn, referralColumns } from '../referrals/sources/columns.js';
import { type ColumnFrom, fileColumn, type SourceMapping } from '../referrals/sources/source-mapping.js';
import type { Header } from './header.js';

/** A row's cells by the columns of the standard extract, as they were sent. */
export type StandardCells = (cells: readonly string[]) => (column: ReferralColumn) => string;

/** Where a source's file has what the standard has in its columns; worked out once for all rows. */
export function standardCells({ columns }: SourceMapping, header: Header): StandardCells {
  const at = byColumn((column) => place(columns[column], header));
  const plain = byColumn((column) => typeof columns[column] === 'string');
  return (cells) => {
    const cell = (column: ReferralColumn): string => {
      const sent = cells[at[column]] ?? '';
      return plain[column] ? sent : filled(columns[column], sent, cell);
    };
    return cell;
  };
}

/** Whether a row says of itself what every row of the source says; worked out once for all rows. */
export function ofSource(
  { recognise }: SourceMapping,
  header: Header,
): (cells: readonly string[]) => boolean {
  const asked = recognise.map(({ column, equals }) => ({ at: header.at.get(column) ?? -1, equals }));
  return (cells) => asked.every(({ at, equals }) => cells[at] === equals);
}

/** What stands for a cell in a column that is not simply the file's. */
function filled(from: ColumnFrom, sent: string, cell: (column: ReferralColumn) => string): string {
  if (typeof from === 'string') return sent;
  if ('always' in from) return from.always;
  if (sent.trim() !== '') return sent;
  if ('default' in from) return from.default;
  // Never in a circle: a mapping that has one is refused.
  return 'otherwise' in from ? cell(from.otherwise) : '';
}

function place(from: ColumnFrom, header: Header): number {
  const name = fileColumn(from);
  return name === null ? -1 : (header.at.get(name) ?? -1);
}

function byColumn<T>(of: (column: ReferralColumn) => T): Readonly<Record<ReferralColumn, T>> {
  return Object.fromEntries(referralColumns.map((column) => [column, of(column)])) as Record<
    ReferralColumn,
    T
  >;
}
