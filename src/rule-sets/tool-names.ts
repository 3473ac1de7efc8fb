import type { Fault } from '../kernel/outcome.js';
import { nameOf } from './manifest.js';
import type { RuleSet } from './rule-set.js';
import type { ToolSet } from './tool-set.js';

/** A tool, or bands of it, called as the queue's are: whoever reads its answer could take it for the place on the list. */
export function takenForTheQueues(tool: ToolSet, queues: readonly RuleSet[]): Fault[] {
  const namesake = queues.find(({ id }) => id === tool.id);
  const faults: Fault[] = namesake
    ? [
        {
          at: 'id',
          message: `is that of ${nameOf(namesake)}, which decides the queue: give the tool another`,
        },
      ]
    : [];
  for (const { id } of tool.bands) {
    const queue = queues.find(({ bands }) => bands.some((band) => band.id === id));
    if (!queue) continue;
    const message = `is called as a band of ${nameOf(queue)}, which decides the queue, and would be taken for it: give it another id`;
    faults.push({ at: `bands (${id})`, message });
  }
  return faults;
}
