import type { Policy } from '../kernel/policy.js';

/** Says what happened to a wait, or takes back what was said in error: a named person who works on that list. */
export const tellClock: Policy = {
  name: 'clock.tell',
  act: 'change',
  roles: ['clinician', 'list_office'],
  may: ({ kind, agency }) => kind === 'person' && agency === 'health',
};
