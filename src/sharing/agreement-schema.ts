import { factSources } from '../facts/fact.js';
import { agencies } from '../kernel/role.js';
import { AGREEMENT_ID, purposes } from './agreement.js';

const words = { type: 'string', minLength: 1, maxLength: 2000, pattern: '^\\S(.*\\S)?$' } as const;
const organisation = { type: 'string', pattern: '^[A-Z0-9][A-Z0-9-]{1,29}$' } as const;
const date = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' } as const;
const facts = {
  type: 'array',
  uniqueItems: true,
  maxItems: 200,
  items: { type: 'string', pattern: '^([a-z0-9_]{1,60}|\\*)$' },
} as const;
const listOfAgencies = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { enum: agencies },
} as const;

function closed(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

const list = (items: object, least = 0): object => ({ type: 'array', minItems: least, maxItems: 100, items });

/** JSON Schema of an agreement file. Nothing beyond what is named here is read, so nothing beyond it is allowed. */
export const agreementSchema: object = closed(
  {
    id: { type: 'string', pattern: AGREEMENT_ID.source, maxLength: 80 },
    version: { type: 'integer', minimum: 1, maximum: 10_000 },
    title: { ...words, maxLength: 120 },
    summary: words,
    purpose: { enum: purposes },
    legalBasis: closed({ article6: words, article9: words, other: list(words, 1) }),
    parties: list(closed({ organisation, name: { ...words, maxLength: 120 }, agencies: listOfAgencies }), 2),
    shares: list(
      closed({
        from: organisation,
        to: list(
          closed({ organisation, agencies: { anyOf: [{ type: 'null' }, listOfAgencies] } }, ['agencies']),
          1,
        ),
        entries: { type: 'boolean' },
        facts,
        why: words,
      }),
    ),
    imports: list(
      closed({
        from: organisation,
        sources: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: factSources } },
        facts,
        why: words,
      }),
    ),
    startsOn: date,
    expiresOn: date,
    owner: closed({ role: { ...words, maxLength: 120 }, organisation }),
    example: { type: 'boolean' },
  },
  ['example'],
);
