import { codeInWords } from '../kernel/plain-words.js';
import { ENTERED_BY_HAND, STATUS_IS_DEATH } from '../referrals/finding.js';

const TITLES: Readonly<Record<string, string>> = {
  nhs_number_missing: 'No NHS number was sent, so this list is not linked to others',
  nhs_number_check_digit: 'The NHS number sent is not a valid one, so this list is not linked to others',
  nhs_number_not_verified: 'The NHS number sent has not been verified, so this list is not linked to others',
  birth_date_conflict:
    'The birth date differs from the one first sent with this NHS number, so this list is not linked',
  link_waits_for_extract:
    'The NHS number sent is of a child who is on other lists too. This entry is kept and decided by itself, a person looks at it, and it is linked by your system’s next extract where number and birth date agree',
  [ENTERED_BY_HAND]:
    'Entered by hand: it waits for your system’s next extract, and until then the family is not written to by itself',
  [STATUS_IS_DEATH]:
    'The status sent (36) says that the child has died, and nothing else does. Find out today: nobody is written to by itself until the list sends a day of death or another status',
  priority_not_mapped:
    'This source’s priority codes are not agreed: the most urgent of what they can mean counts until they are',
};

/** A finding in words; its codes are those of the extracts (docs/extracts.md). */
export function findingTitle(code: string): string {
  const [kind, column] = code.split(':');
  if (kind === 'unknown_code' && column)
    return `A code nobody knows in ${codeInWords(column.toLowerCase()).toLowerCase()}`;
  return TITLES[code] ?? codeInWords(code);
}
