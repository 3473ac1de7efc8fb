import type { Actor } from '../../src/kernel/actor.js';
import { operatorOf } from '../../src/platform/cli/command-policy.js';

/** Whoever runs a command in a spec. */
export const operator: Actor = operatorOf(
  { name: 'spec.run', act: 'none' },
  { by: 'Sam Operator' },
  { real: false },
);
export const notStopped = new AbortController().signal;
