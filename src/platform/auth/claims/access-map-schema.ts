import { agencies, roles } from '../../../kernel/role.js';

const text = { type: 'string', minLength: 1, maxLength: 200 } as const;
const texts = { type: 'array', items: text, uniqueItems: true } as const;
/** Sent as one text with spaces between. */
const words = { ...texts, items: { ...text, pattern: '^\\S+$' } } as const;
const list = { anyOf: [{ const: 'all' }, texts] } as const;
const given = {
  anyOf: [
    { const: 'all' },
    texts,
    { type: 'object', additionalProperties: false, required: ['claim'], properties: { claim: text } },
  ],
} as const;

/** JSON Schema of an access map file. Nothing beyond what is named here is read, so nothing beyond it is allowed. */
export const accessMapSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['claims', 'organisations', 'roles'],
  properties: {
    claims: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: ['cis2', 'plain'] } },
    acr: { ...words, minItems: 1 },
    scopes: texts,
    organisationClaim: text,
    privacyOfficersOf: text,
    organisations: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['code', 'name', 'agency'],
        properties: { code: text, name: text, agency: { enum: agencies }, privacyOfficersOf: text },
      },
    },
    roles: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['when', 'role', 'services', 'localities'],
        properties: {
          when: {
            type: 'object',
            additionalProperties: false,
            minProperties: 1,
            properties: {
              role_code: text,
              org_code: text,
              workgroup: text,
              activity_code: text,
              claims: { type: 'object', minProperties: 1, additionalProperties: text },
            },
          },
          // A program's role is never a person's.
          role: { enum: roles.filter((role) => role !== 'system') },
          agency: { enum: agencies },
          services: given,
          localities: given,
        },
      },
    },
    clients: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name', 'organisation', 'services'],
        properties: { id: text, name: text, organisation: text, agency: { enum: agencies }, services: list },
      },
    },
  },
} as const;
