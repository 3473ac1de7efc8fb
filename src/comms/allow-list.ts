/** Whether mail may go to this address at all: it, or its whole domain (`@example.org`), stands on the list. */
export function isAllowed(allowList: readonly string[], address: string): boolean {
  const wanted = address.trim().toLowerCase();
  const domain = wanted.slice(wanted.lastIndexOf('@'));
  return allowList.some((entry) => entry.toLowerCase() === wanted || entry.toLowerCase() === domain);
}
