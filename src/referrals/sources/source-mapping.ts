import type { ReferralOutcome } from '../arrival.js';
import type { Priority } from '../provider-priority.js';
import type { ServiceLineId } from '../service-line.js';
import type { CodedColumn, ReferralColumn } from './columns.js';

export const dateFormats = ['CCYY-MM-DD', 'DD/MM/CCYY', 'CCYYMMDD'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** Where a column of the standard extract is in a source's own file. */
export type ColumnFrom =
  /** The name of the column in the file's header. */
  | string
  /** The source does not send it: it says nothing in every row. */
  | { absent: true }
  /** The same in every row. */
  | { always: string }
  /** As sent; where blank, this. */
  | { from: string; default: string }
  /** As sent; where blank, what another column says. */
  | { from: string; otherwise: ReferralColumn };

/** By which a file is known: it has this column, and every row of the source says this in it. */
export interface Recognised {
  column: string;
  equals: string;
}

/** Which service line a team code stands for in a source. */
export interface TeamOfSource {
  codeSystem: string;
  code: string;
  line: ServiceLineId;
}

/** How the extract of one provider's system is read; a file of `sources/`. */
export interface SourceMapping {
  /** The name of its file, without `.json`. */
  id: string;
  version: string;
  /** Of its document, as it lies in the file: nobody is held to raise the version. In hexadecimal. */
  sha256: string;
  title: string;
  /** ODS code. */
  provider: string;
  system: string;
  recognise: readonly Recognised[];
  /** The service lines whose whole list it sends. */
  covers: readonly ServiceLineId[];
  /** A new extract is agreed every so many days. */
  intervalDays: number;
  dates: DateFormat;
  columns: Readonly<Record<ReferralColumn, ColumnFrom>>;
  teams: readonly TeamOfSource[];
  /** What its priority codes mean; null: nobody has agreed it yet. */
  priority: ReadonlyMap<string, Priority> | null;
  closure: {
    reasons: ReadonlyMap<string, ReferralOutcome>;
    /** Of a blank or unlisted reason; null: left, and an unlisted one is a finding. */
    otherwise: ReferralOutcome | null;
  };
  /** Its codes in the standard's; a column that is not here has the standard's codes already. */
  codes: ReadonlyMap<CodedColumn, ReadonlyMap<string, string>>;
}

/** As written in a file, its form checked. */
export interface WrittenMapping extends Omit<SourceMapping, 'sha256' | 'priority' | 'closure' | 'codes'> {
  codes: Partial<Record<CodedColumn, Record<string, string>>> & {
    PRIORITY_TYPE_CODE: Record<string, Priority> | 'not_agreed';
    REFERRAL_CLOSURE_REASON: { reasons: Record<string, ReferralOutcome>; otherwise?: ReferralOutcome };
  };
}

/** The column of the file that a column of the standard is read from; null: from none. */
export function fileColumn(from: ColumnFrom): string | null {
  if (typeof from === 'string') return from;
  return 'from' in from ? from.from : null;
}

/** Every column the header of a file must have, once each. */
export function columnsWanted({ columns, recognise }: SourceMapping): string[] {
  const read = Object.values(columns).flatMap((from) => fileColumn(from) ?? []);
  return [...new Set([...read, ...recognise.map(({ column }) => column)])];
}
