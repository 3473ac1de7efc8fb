/** Beyond so many pairs of words pieces are put together each time: what comes in must not fill the memory. */
const MOST_KEPT = 20_000;

/**
 * Pieces of text made of two words that come in few combinations (a code and its value, a source and its organisation),
 * each put together once.
 */
export function pieces(make: (a: string, b: string) => string): (a: string, b: string) => string {
  const made = new Map<string, Map<string, string>>();
  let count = 0;
  return (a, b) => {
    let ofFirst = made.get(a);
    const before = ofFirst?.get(b);
    if (before !== undefined) return before;
    const text = make(a, b);
    if (count >= MOST_KEPT) return text;
    if (!ofFirst) made.set(a, (ofFirst = new Map<string, string>()));
    ofFirst.set(b, text);
    count++;
    return text;
  };
}
