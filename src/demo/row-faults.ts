import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { cellsOf, type ExtractRow } from './extract-row.js';

/**
 * What real extracts get wrong, so that quarantine and findings are never empty in a demo. Faults come at fixed places
 * of every 300 rows of a list: a few of each kind, however large the caseload.
 */
const EVERY = 300;

/** The row itself, with a fault about who the child is or a code: it is accepted, with a finding. */
export function withFinding(row: ExtractRow, rank: number, secondList: boolean): ExtractRow {
  switch (rank % EVERY) {
    case 5:
      return { ...row, NHS_NUMBER: '', NHS_NUMBER_STATUS_INDICATOR_CODE: '07' };
    case 19:
      return { ...row, NHS_NUMBER: otherLastDigit(row.NHS_NUMBER) };
    case 41:
      return { ...row, NHS_NUMBER_STATUS_INDICATOR_CODE: '02' };
    case 43:
      return { ...row, NHS_NUMBER_STATUS_INDICATOR_CODE: '04' };
    case 61:
      return { ...row, ETHNIC_CATEGORY: 'QQ' };
    default:
      // Typed in from paper: the day and the month of another child.
      return secondList && rank % EVERY > 280
        ? { ...row, PERSON_BIRTH_DATE: addDays(row.PERSON_BIRTH_DATE as PlainDate, -31) }
        : row;
  }
}

/** Rows that come beside the row at this place: a repeat, or one that must be held back. Never instead of it. */
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

const otherLastDigit = (number: string): string => `${number.slice(0, 9)}${(Number(number[9]) + 1) % 10}`;
