/**
 * The items in groups of `size`, the last one smaller; never an empty one. The next group is collected while the one
 * before it is being worked on, so at most two are in memory.
 */
export async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  const collect = async (): Promise<T[]> => {
    const batch: T[] = [];
    while (batch.length < size) {
      const next = await iterator.next();
      if (next.done === true) break;
      batch.push(next.value);
    }
    return batch;
  };
  let next = collect();
  try {
    for (;;) {
      const batch = await next;
      if (batch.length === 0) return;
      next = collect();
      // A fault in the items is thrown when its group is asked for; until then it is nobody's unhandled rejection.
      next.catch(() => undefined);
      yield batch;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}
