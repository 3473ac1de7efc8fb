const WORDS = 4;

/**
 * Which rows of a file have come by already, by the first 128 bits of a SHA-256: a million rows cost 32 to 64 MB whatever
 * is in them, where keeping the rows would cost a gigabyte. Two different rows are taken for one with a likelihood that
 * is nothing (2 to the power of -88 in a file of a million).
 */
export class RowsSeen {
  private slots = 1024;
  private filled = 0;
  private words = new Uint32Array(this.slots * WORDS);

  get size(): number {
    return this.filled;
  }

  /** Notes a row by its digest (at least 16 bytes); false where it was there already. */
  add(digest: Buffer): boolean {
    const key = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at));
    // An empty slot is all zeros, so a digest that begins so is taken for its neighbour.
    if (key[0] === 0) key[0] = 1;
    if (this.filled * 2 >= this.slots) this.grow();
    return this.put(key);
  }

  private put(key: readonly number[]): boolean {
    for (let slot = (key[1] ?? 0) % this.slots; ; slot = (slot + 1) % this.slots) {
      const start = slot * WORDS;
      if (this.words[start] === 0) {
        this.words.set(key, start);
        this.filled++;
        return true;
      }
      if (key.every((word, index) => this.words[start + index] === word)) return false;
    }
  }

  private grow(): void {
    const before = this.words;
    this.slots *= 2;
    this.filled = 0;
    this.words = new Uint32Array(this.slots * WORDS);
    for (let start = 0; start < before.length; start += WORDS)
      if (before[start] !== 0) this.put([...before.subarray(start, start + WORDS)]);
  }
}
