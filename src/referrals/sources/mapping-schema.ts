import { serviceLineIds } from '../service-line.js';
import { codedColumns, referralColumns } from './columns.js';
import { dateFormats } from './source-mapping.js';

const name = { type: 'string', minLength: 1, maxLength: 200, pattern: '^\\S(.*\\S)?$' } as const;
const said = { type: 'string', maxLength: 100 } as const;
const line = { enum: serviceLineIds } as const;
const outcome = { enum: ['seen', 'left', 'died'] } as const;
const object = <P extends object, R extends readonly string[]>(properties: P, required: R) =>
  ({ type: 'object', additionalProperties: false, required, properties }) as const;
const table = (meaning: object) =>
  ({ type: 'object', maxProperties: 1000, additionalProperties: meaning }) as const;

const from = {
  description:
    'The name of the column in the file; or what stands for it: absent, always the same, a default where it is blank, or another column where it is blank.',
  anyOf: [
    name,
    object({ absent: { const: true } }, ['absent']),
    object({ always: name }, ['always']),
    object({ from: name, default: name }, ['from', 'default']),
    object({ from: name, otherwise: { enum: referralColumns } }, ['from', 'otherwise']),
  ],
} as const;

/** JSON Schema of a file of `sources/`. `sources/source.schema.json` is this, for editors. */
export const mappingSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...object(
    {
      $schema: { type: 'string', maxLength: 200 },
      id: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 100 },
      version: { type: 'string', pattern: '^\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}$' },
      title: name,
      provider: name,
      system: name,
      recognise: {
        description: 'What every row of the source says of itself, by the names of the file’s own columns.',
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: object({ column: name, equals: name }, ['column', 'equals']),
      },
      covers: {
        description: 'The service lines whose whole list this source sends.',
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: line,
      },
      intervalDays: {
        description: 'A new extract is agreed every so many days.',
        type: 'integer',
        minimum: 1,
        maximum: 100,
      },
      dates: { enum: dateFormats },
      columns: object(
        Object.fromEntries(referralColumns.map((column) => [column, { $ref: '#/$defs/from' }])),
        referralColumns,
      ),
      teams: {
        description: 'Which service line each team code stands for.',
        type: 'array',
        minItems: 1,
        maxItems: 1000,
        items: object({ codeSystem: name, code: name, line }, ['codeSystem', 'code', 'line']),
      },
      codes: object(
        {
          ...Object.fromEntries(codedColumns.map((column) => [column, table(said)])),
          PRIORITY_TYPE_CODE: {
            description: 'What each code means, once the provider has agreed it; not_agreed until then.',
            anyOf: [{ const: 'not_agreed' }, table({ enum: ['routine', 'urgent', 'emergency'] })],
          },
          REFERRAL_CLOSURE_REASON: object({ reasons: table(outcome), otherwise: outcome }, ['reasons']),
        },
        [
          'PRIORITY_TYPE_CODE',
          'ETHNIC_CATEGORY',
          'REFERRAL_CLOSURE_REASON',
          'CONTACT_RESTRICTION_CODE',
        ] as const,
      ),
    },
    [
      'id',
      'version',
      'title',
      'provider',
      'system',
      'recognise',
      'covers',
      'intervalDays',
      'dates',
      'columns',
      'teams',
      'codes',
    ] as const,
  ),
  $defs: { from },
} as const;
