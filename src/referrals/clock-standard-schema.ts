import { clockEventKinds } from './clock-event.js';
import { serviceLineIds } from './service-line.js';

const kinds = { type: 'array', uniqueItems: true, items: { enum: clockEventKinds } } as const;
const codes = {
  type: 'array',
  uniqueItems: true,
  items: { type: 'string', pattern: '^[A-Z0-9]{2,4}$' },
} as const;
const id = { type: 'string', pattern: '^[a-z0-9-]{1,40}$' } as const;
const words = { type: 'string', minLength: 1, maxLength: 400 } as const;
const flag = { type: 'boolean' } as const;
const count = { type: 'integer', minimum: 1, maximum: 1000 } as const;
const countOrNone = { anyOf: [{ type: 'null' }, count] } as const;

const closed = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

const standard = closed({
  id,
  title: words,
  source: words,
  limit: { anyOf: [closed({ days: count }), closed({ months: count })] },
  stopsAt: { ...kinds, minItems: 1 },
  stopsAtLatestOf: kinds,
  startsAgainAt: kinds,
  nullifiedByFirstMissed: flag,
  selfReferralWaitsForRatification: flag,
  readsRttStatus: flag,
  underAge: countOrNone,
  joinsGapsOfDays: countOrNone,
  leavesOutTeams: codes,
  leavesOutUrgentOfTeams: codes,
});

const version = closed({
  from: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
  standards: { type: 'array', uniqueItems: true, items: id },
});

/** JSON Schema of the standards: what is not named here is not read, so it is not allowed. */
export const clockStandardSchema: object = closed({
  standards: { type: 'array', minItems: 1, items: standard },
  lines: {
    type: 'array',
    minItems: serviceLineIds.length,
    maxItems: serviceLineIds.length,
    items: closed({
      service: { enum: serviceLineIds },
      versions: { type: 'array', minItems: 1, items: version },
    }),
  },
});
