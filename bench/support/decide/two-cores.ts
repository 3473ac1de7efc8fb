import { once } from 'node:events';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { wholeReceipts, type WholeReceipts } from './whole-receipts.js';

type Work = 'decided' | 'written';

/** Receipts are made and let go by the thousand: with room for the young ones the collector copies fewer of them. */
const ROOM = { maxYoungGenerationSizeMb: 96 };

/** Two threads that each make every receipt of a pass; a pass ends when both have. */
export async function onTwoCores(seed: number): Promise<{
  pass: (name: string, work: Work) => () => Promise<void>;
  close: () => Promise<void>;
}> {
  const threads = [0, 1].map(
    () => new Worker(new URL(import.meta.url), { workerData: seed, resourceLimits: ROOM }),
  );
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  return {
    pass: (name, work) => async () => {
      const done = threads.map((thread) => once(thread, 'message'));
      for (const thread of threads) thread.postMessage([name, work]);
      await Promise.all(done);
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

if (!isMainThread && parentPort) {
  const receipts: Readonly<Record<string, WholeReceipts>> = wholeReceipts(workerData as number);
  const port = parentPort;
  port.on('message', ([name, work]: [string, Work]) => {
    receipts[name]?.[work]();
    port.postMessage('done');
  });
  port.postMessage('ready');
}
