/** ETHNIC_CATEGORY codes of the NHS Data Dictionary (2001 census), Z not stated, 99 not known; blank says nothing. */
const known = new Set([...'ABCDEFGHJKLMNPRSZ', '99', '']);

export function isKnownEthnicCategory(code: string): boolean {
  return known.has(code.trim());
}
