/**
 * Jest runs a spec in a realm of its own, where `structuredClone` is still the outer realm's and answers with objects
 * whose constructor is another `Object`. oidc-provider knows plain objects by their constructor, as it may outside of
 * Jest; here copies of plain things are made within the realm. Import it for its effect.
 */
const outer = globalThis.structuredClone;

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  const of = Object.getPrototypeOf(value) as unknown;
  if (of !== Object.prototype && of !== null) return outer(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}

globalThis.structuredClone = copied as typeof structuredClone;
