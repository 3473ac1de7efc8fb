/** For the end of an exhaustive switch: the compiler refuses a forgotten case. */
export function never(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
