import { parsePlainDate, type PlainDate } from '../../kernel/plain-date.js';
import type { ReferralOutcome } from '../arrival.js';
import { type ServiceLineId, serviceLineOfTeam } from '../service-line.js';
import type { CodedColumn } from './columns.js';
import type { DateFormat, SourceMapping } from './source-mapping.js';

/** What the cells of a row mean. */
export interface Meaning {
  /** The day, or undefined where the text is not one as the source writes them. */
  date: (text: string) => PlainDate | undefined;
  /** The list a team code stands for; undefined: none. */
  lineOf: (codeSystem: string, code: string) => ServiceLineId | undefined;
  /** A code of the source, not blank, in the standard's; undefined: nobody has said what it means. */
  code: (column: CodedColumn, sent: string) => string | undefined;
  /** How a wait ended for which this reason, or none, is given. */
  ended: (reason: string | null) => { outcome: ReferralOutcome; known: boolean };
}

/** Of a row in the standard form and of no source in particular: the standard's codes, and no reason agreed. */
export const standardMeaning: Meaning = {
  date: parsePlainDate,
  lineOf: (codeSystem, code) => serviceLineOfTeam(codeSystem, code)?.id,
  code: (_column, sent) => sent,
  ended: () => ({ outcome: 'left', known: true }),
};

/** What the rows of a source mean, by its mapping. */
export function meaningOf(mapping: SourceMapping): Meaning {
  const lines = new Map<string, Map<string, ServiceLineId>>();
  for (const { codeSystem, code, line } of mapping.teams)
    lines.set(codeSystem, (lines.get(codeSystem) ?? new Map<string, ServiceLineId>()).set(code, line));
  const { reasons, otherwise } = mapping.closure;
  return {
    date: readsDates[mapping.dates],
    lineOf: (codeSystem, code) => lines.get(codeSystem)?.get(code),
    code: (column, sent) => {
      const table = mapping.codes.get(column);
      return table === undefined ? sent : table.get(sent);
    },
    ended: (reason) => {
      const outcome = reason === null ? undefined : reasons.get(reason);
      if (outcome !== undefined) return { outcome, known: true };
      return { outcome: otherwise ?? 'left', known: otherwise !== null || reason === null };
    },
  };
}

/**
 * A code nobody has listed, where whether and how a family is written to hangs on it, counts as the answer that stops a
 * message: never as no, and never as nothing. Of a wish it is kept as sent, marked, so that it is not read as the
 * standard's code of the same letters. An ethnic category, by which nothing is decided, is kept for whoever puts it
 * right. Of any other column it says nothing.
 */
export function unlisted(column: CodedColumn, sent: string): string {
  return whereUnlisted[column]?.(sent) ?? '';
}

const yes = (): string => 'Y';
const asSent = (sent: string): string => sent;
const marked = (sent: string): string => `not listed: ${sent}`;
const whereUnlisted: Readonly<Partial<Record<CodedColumn, (sent: string) => string>>> = {
  CONTACT_RESTRICTION_CODE: () => 'R',
  CHILD_PROTECTION_PLAN_INDICATOR: yes,
  LOOKED_AFTER_CHILD_INDICATOR: yes,
  INTERPRETER_REQUIRED: yes,
  // Foster carer: it may be one, and whoever is one must not be missed.
  CONTACT_RELATIONSHIP: () => 'PRNFOST',
  PREFERRED_WRITTEN_FORMAT: marked,
  LANGUAGE_CODE_PREFERRED: marked,
  PREFERRED_CONTACT_METHOD: marked,
  ETHNIC_CATEGORY: asSent,
};

const readsDates: Readonly<Record<DateFormat, (text: string) => PlainDate | undefined>> = {
  'CCYY-MM-DD': parsePlainDate,
  'DD/MM/CCYY': (text) => turned(/^(?<d>\d{2})\/(?<m>\d{2})\/(?<y>\d{4})$/.exec(text)),
  CCYYMMDD: (text) => turned(/^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/.exec(text)),
};

function turned(match: RegExpExecArray | null): PlainDate | undefined {
  const { y = '', m = '', d = '' } = match?.groups ?? {};
  return parsePlainDate(`${y}-${m}-${d}`);
}
