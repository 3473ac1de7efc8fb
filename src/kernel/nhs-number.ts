/** Ten digits whose last is the modulus-11 check digit (NHS Data Dictionary, NHS NUMBER). */
export type NhsNumber = string & { readonly __nhsNumber: unique symbol };

export type NhsNumberCheck =
  | { is: 'valid'; number: NhsNumber }
  | { is: 'missing' }
  /** Not ten digits, or the check digit does not agree. */
  | { is: 'check_digit'; given: string };

/** Reads a number as people write it; spaces are allowed, anything else is not. */
export function checkNhsNumber(text: string | null | undefined): NhsNumberCheck {
  const digits = (text ?? '').replace(/ /g, '');
  if (digits === '') return { is: 'missing' };
  if (!/^\d{10}$/.test(digits) || checkDigit(digits) !== Number(digits[9]))
    return { is: 'check_digit', given: text ?? '' };
  return { is: 'valid', number: digits as NhsNumber };
}

/** The check digit of the first nine digits: weights 10 to 2, sum modulo 11, from 11; 11 is 0 and 10 is invalid. */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
  return (11 - (sum % 11)) % 11;
}

/** As printed for people: 999 123 4567. */
export function spacedNhsNumber(number: string): string {
  return `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`;
}
