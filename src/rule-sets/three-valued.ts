const flags = new Map<number, { none: Uint8Array; every: Uint8Array }>();

function flagsFor(length: number): { none: Uint8Array; every: Uint8Array } {
  let made = flags.get(length);
  if (!made)
    flags.set(length, (made = { none: new Uint8Array(length), every: new Uint8Array(length).fill(1) }));
  return made;
}

/** Leaves hold only where they hold for every possible value: what is certain. */
export function noneOf(possible: Int32Array): Uint8Array {
  return flagsFor(possible.length).none;
}

/** Leaves hold where they hold for some possible value: what is still possible. */
export function everyOf(possible: Int32Array): Uint8Array {
  return flagsFor(possible.length).every;
}
