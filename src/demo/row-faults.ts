import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { cellsOf, type ExtractRow } from './extract-row.js';

/** Faults come at fixed places of every 300 rows of a list: a few of each kind, however large the caseload. */
const EVERY = 300;

/**
 * What real extracts get wrong, so that quarantine is never empty in a demo. Rows that come beside the row at this
 * place, never instead of it: a repeat, or one that must be held back.
 */
export function faultyRows(row: ExtractRow, rank: number): string[][] {
  const held = (changes: Partial<ExtractRow>): string[][] => [
    cellsOf({ ...row, SERVICE_REQUEST_IDENTIFIER: `${row.SERVICE_REQUEST_IDENTIFIER}X`, ...changes }),
  ];
  const census = row.WEEK_ENDING_DATE as PlainDate;
  switch (rank % EVERY) {
    case 11:
      return [cellsOf(row)];
    case 23:
      return held({}).map((cells) => cells.slice(0, -3));
    case 37:
      return held({ REFERRAL_REQUEST_RECEIVED_DATE: '' });
    case 53:
      return held({ PERSON_BIRTH_DATE: row.PERSON_BIRTH_DATE.split('-').reverse().join('/') });
    case 71:
      return held({ REFERRAL_REQUEST_RECEIVED_DATE: `${census.slice(0, 4)}-02-30` });
    case 97:
      return held({ REFERRAL_REQUEST_RECEIVED_DATE: addDays(census, 9) });
    case 113:
      return held({ PERSON_BIRTH_DATE: census, REFERRAL_REQUEST_RECEIVED_DATE: addDays(census, -10) });
    case 131:
      return held({ SERVICE_OR_TEAM_TYPE_REFERRED_TO: 'ZZ9' });
    case 151:
      return [cellsOf({ ...row, PRIORITY_TYPE_CODE: row.PRIORITY_TYPE_CODE === '1' ? '2' : '1' })];
    case 173:
      return held({ SERVICE_REQUEST_IDENTIFIER: '' });
    default:
      return [];
  }
}
