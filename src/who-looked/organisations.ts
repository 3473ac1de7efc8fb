/**
 * EXAMPLE for local sign-off: organisations as families know them. A code that is not here is printed to staff as it
 * stands, and never to a family.
 */
const names: Readonly<Record<string, string>> = {
  NR5: 'Livewell Southwest',
  RK9: 'University Hospitals Plymouth',
  'PLYMOUTH-CC': 'Plymouth City Council',
};

/** As families know it; undefined where they would not know it. */
export function organisationName(code: string | null): string | undefined {
  return code === null ? undefined : names[code];
}
