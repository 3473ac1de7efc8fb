import type { Fault } from '../kernel/outcome.js';
import type { RuleSet } from './rule-set.js';
import type { ToolSet } from './tool-set.js';

/** Bands of a tool called as the queue's are: whoever reads its answer could take it for the place on the list. */
export function bandsTakenForTheQueues(tool: ToolSet, queues: readonly RuleSet[]): Fault[] {
  return tool.bands.flatMap(({ id }) => {
    const queue = queues.find(({ bands }) => bands.some((band) => band.id === id));
    if (!queue) return [];
    const whose = `${queue.id}@${queue.version}`;
    return [
      {
        at: `bands (${id})`,
        message: `is called as a band of ${whose}, which decides the queue, and would be taken for it: give it another id`,
      },
    ];
  });
}
