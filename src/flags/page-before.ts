/**
 * The path to go back to after a form. Only the path and query of the referring page are kept, so that an address made
 * by somebody else can never lead away from this service.
 */
export function pageBefore(referer: string | undefined, otherwise: string): string {
  const path = /^https?:\/\/[^/?#]+(\/[^#]*)?/i.exec(referer ?? '')?.[1];
  return path !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) ? path : otherwise;
}
