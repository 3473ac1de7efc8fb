import { createHash } from 'node:crypto';
import { checkFactValue } from '../facts/check-fact.js';
import { isConfidence } from '../facts/confidence.js';
import { type Confidence, type FactSource, factSources } from '../facts/fact.js';
import { factDefinition } from '../facts/vocabulary.js';
import { referralId } from '../kernel/ids.js';
import { checkNhsNumber } from '../kernel/nhs-number.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import { CONFIDENCE, type FactColumn, type Header } from './header.js';
import { LONGEST_KEY } from './referral-row.js';
import { RowsSeen } from './rows-seen.js';

/** As ODS codes and the names of councils in agreements are: no sentence, formula or control character. */
const ORGANISATION = /^[A-Za-z0-9][A-Za-z0-9-]{0,29}$/;

/** A fact as sent, checked for itself; whom it is about has still to be found (`fact-subject.ts`). */
export interface SentFact {
  /** As sent; ten digits without spaces where it is a valid number; blank where there is none. */
  nhsNumber: string;
  birthDate: string;
  /** The referral named, or null. */
  referralId: string | null;
  /** The vocabulary, not the row, says whether it is about the child or about one referral. */
  subject: 'child' | 'referral';
  code: string;
  value: string;
  source: FactSource;
  organisation: string;
  /** As stated; null: what the source means. */
  confidence: Confidence | null;
  recordedOn: PlainDate;
}

export type FactRowOutcome =
  { is: 'duplicate' } | { is: 'quarantined'; reason: string } | { is: 'sound'; fact: SentFact };

/** Reads the rows of one facts file in order. */
export class FactRows {
  private readonly rows = new RowsSeen();

  /** `notAfter`: no fact can have been recorded later than this day. */
  constructor(
    private readonly header: Header,
    private readonly notAfter: PlainDate,
  ) {}

  read(cells: readonly string[]): FactRowOutcome {
    if (!this.rows.add(createHash('sha256').update(JSON.stringify(cells)).digest()))
      return { is: 'duplicate' };
    if (cells.length !== this.header.cells.length) return { is: 'quarantined', reason: 'ragged_row' };
    return checkFactRow((column) => cells[this.header.at.get(column) ?? -1] ?? '', this.notAfter);
  }
}

/**
 * What becomes of a row for itself: the first that applies of `unknown_fact`, `bad_value`, and then, beyond the
 * documented reasons, a source, an organisation or a day that no fact can be kept without.
 */
export function checkFactRow(
  cell: (column: FactColumn) => string,
  notAfter: PlainDate,
): Exclude<FactRowOutcome, { is: 'duplicate' }> {
  const quarantined = (reason: string) => ({ is: 'quarantined', reason }) as const;

  const definition = factDefinition(cell('FACT_CODE'));
  if (!definition) return quarantined('unknown_fact');
  const value = cell('FACT_VALUE');
  if (!checkFactValue(definition, value)) return quarantined('bad_value');

  const source = factSources.find((known) => known === cell('SOURCE'));
  if (!source) return quarantined('unknown_source');
  const organisation = cell('SOURCE_ORGANISATION').trim();
  if (organisation === '') return quarantined('missing_mandatory:SOURCE_ORGANISATION');
  if (organisation.length > LONGEST_KEY) return quarantined('too_long:SOURCE_ORGANISATION');
  if (!ORGANISATION.test(organisation)) return quarantined('not_a_code:SOURCE_ORGANISATION');
  const stated = cell(CONFIDENCE).trim();
  if (stated !== '' && !isConfidence(stated)) return quarantined('unknown_confidence');
  const recordedOn = parsePlainDate(cell('RECORDED_DATE'));
  if (!recordedOn) return quarantined('bad_date:RECORDED_DATE');
  // A fact from the future would stay the latest of its source for years.
  if (recordedOn > notAfter) return quarantined('date_in_future:RECORDED_DATE');

  const request = cell('SERVICE_REQUEST_IDENTIFIER');
  const number = checkNhsNumber(cell('NHS_NUMBER'));
  return {
    is: 'sound',
    fact: {
      nhsNumber: number.is === 'valid' ? number.number : cell('NHS_NUMBER').trim(),
      birthDate: cell('PERSON_BIRTH_DATE'),
      referralId:
        request.trim() === '' ? null : referralId(cell('ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER'), request),
      subject: definition.subject,
      code: definition.code,
      value,
      source,
      organisation,
      confidence: stated === '' ? null : stated,
      recordedOn,
    },
  };
}
