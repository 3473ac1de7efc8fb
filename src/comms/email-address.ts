/**
 * An address a message may go to, trimmed, or undefined. Narrower than the standard on purpose: one address, no quotes,
 * no display name, nothing that could be read as a second recipient or a second header line.
 */
export function emailAddress(text: string | null | undefined): string | undefined {
  const address = (text ?? '').trim();
  if (address.length > 254 || !SHAPE.test(address) || address.includes('..')) return undefined;
  return address;
}

const SHAPE =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
