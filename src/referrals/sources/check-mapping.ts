import type { Fault } from '../../kernel/outcome.js';
import {
  type CodedColumn,
  codedColumns,
  coreColumns,
  fallbacks,
  fillable,
  type ReferralColumn,
  referralColumns,
  standardCodes,
} from './columns.js';
import { type ColumnFrom, fileColumn, type WrittenMapping } from './source-mapping.js';

/** What is wrong with the meaning of a mapping whose form is right: a sentence for each, with what to do. */
export function faultsInMapping(mapping: WrittenMapping): Fault[] {
  return [
    ...referralColumns.flatMap((column) => faultsInColumn(mapping, column)),
    ...circles(mapping),
    ...readTwice(mapping),
    ...selfNamed(mapping),
    ...teams(mapping),
    ...codes(mapping),
  ];
}

function faultsInColumn({ columns }: WrittenMapping, column: ReferralColumn): Fault[] {
  const at = `columns.${column}`;
  const from = columns[column];
  const isIn = (list: readonly ReferralColumn[] | undefined): boolean => list?.includes(column) === true;
  if (typeof from === 'string') return [];
  if ('absent' in from)
    return isIn(coreColumns)
      ? [{ at, message: 'can never be absent: no row can be kept without it, so name its column' }]
      : [];
  if (('always' in from || 'default' in from) && !isIn(fillable))
    return [
      {
        at,
        message: 'may not be filled in by a mapping: what is blank is not known, so name its column alone',
      },
    ];
  if ('otherwise' in from) {
    const may = fallbacks[column] ?? [];
    if (!may.includes(from.otherwise))
      return [
        {
          at,
          message:
            may.length > 0
              ? `may be read from ${may.join(' or ')} where it is blank, not from ${from.otherwise}`
              : `may not be read from ${from.otherwise} where it is blank: name its column alone`,
        },
      ];
    const other = columns[from.otherwise];
    if (typeof other !== 'string' && 'absent' in other)
      return [{ at, message: `falls back on ${from.otherwise}, which is absent: name its column alone` }];
  }
  return [];
}

/** A column that would, by falling back and back, be read from itself. */
function circles({ columns }: WrittenMapping): Fault[] {
  const next = (column: ReferralColumn): ReferralColumn | null => {
    const from: ColumnFrom = columns[column];
    return typeof from !== 'string' && 'otherwise' in from ? from.otherwise : null;
  };
  return referralColumns.flatMap((column) => {
    const passed = new Set<ReferralColumn>();
    for (let at = next(column); at !== null && !passed.has(at); at = next(at)) passed.add(at);
    return passed.has(column)
      ? [
          {
            at: `columns.${column}`,
            message: `falls back in a circle, by way of ${[...passed].join(' and ')}: let one of them stand alone`,
          },
        ]
      : [];
  });
}

/** Two columns of the standard from one of the file are a slip of copying, but for the day a census was taken. */
function readTwice({ columns }: WrittenMapping): Fault[] {
  const first = new Map<string, ReferralColumn>();
  return referralColumns.flatMap((column) => {
    const name = fileColumn(columns[column]);
    const earlier = name === null ? undefined : first.get(name);
    if (name !== null && earlier === undefined) first.set(name, column);
    const theDay = earlier === 'WEEK_ENDING_DATE' && column === 'EXTRACT_CREATED_DATETIME';
    return earlier === undefined || theDay
      ? []
      : [
          {
            at: `columns.${column}`,
            message: `reads ${JSON.stringify(name)}, which ${earlier} reads already: name another column`,
          },
        ];
  });
}

/** Rows must say, or always be taken to say, the very provider and system the mapping is of. */
function selfNamed({ columns, recognise, provider, system }: WrittenMapping): Fault[] {
  const faults: Fault[] = [];
  const named = recognise.map(({ column }) => column);
  for (const column of new Set(named.filter((one, at) => named.indexOf(one) !== at)))
    faults.push({ at: 'recognise', message: `has ${JSON.stringify(column)} twice: keep one of them` });
  const asks = (at: ReferralColumn, value: string, what: string): void => {
    const from = columns[at];
    if (typeof from !== 'string' && 'absent' in from) return;
    const holds =
      typeof from !== 'string' && 'always' in from
        ? from.always === value
        : recognise.some(({ column, equals }) => column === fileColumn(from) && equals === value);
    if (!holds)
      faults.push({
        at: `columns.${at}`,
        message: `is not sure to say ${value}, the ${what}: write {"always": ${JSON.stringify(value)}}, or let recognise ask its column for ${JSON.stringify(value)}`,
      });
  };
  asks('ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER', provider, 'provider');
  asks('SOURCE_SYSTEM', system, 'system');
  return faults;
}

function teams({ teams: known, covers }: WrittenMapping): Fault[] {
  const key = ({ codeSystem, code }: (typeof known)[number]): string => JSON.stringify([codeSystem, code]);
  const keys = known.map(key);
  return [
    ...known.flatMap((team, at) =>
      keys.indexOf(key(team)) === at
        ? []
        : [
            {
              at: `teams.${String(at)}`,
              message: `has ${team.codeSystem} ${team.code} a second time: keep one of them`,
            },
          ],
    ),
    ...covers.flatMap((line, at) => {
      const where = `covers.${String(at)}`;
      if (covers.indexOf(line) !== at) return [{ at: where, message: `has ${line} twice: keep one of them` }];
      return known.some((team) => team.line === line)
        ? []
        : [{ at: where, message: `has ${line}, for which no team code stands: add it to teams` }];
    }),
  ];
}

function codes({ codes: given, columns }: WrittenMapping): Fault[] {
  const { PRIORITY_TYPE_CODE: priority, REFERRAL_CLOSURE_REASON: closure } = given;
  return [
    ...(priority === 'not_agreed' ? [] : keys('codes.PRIORITY_TYPE_CODE', priority)),
    ...keys('codes.REFERRAL_CLOSURE_REASON.reasons', closure.reasons),
    ...codedColumns.flatMap((column) => {
      const table = given[column];
      if (table === undefined) return [];
      const at = `codes.${column}`;
      const from = columns[column];
      const unread =
        typeof from !== 'string' && 'absent' in from && Object.keys(table).length > 0
          ? [{ at, message: 'are of a column that is absent: name the column, or take the codes out' }]
          : [];
      return [...unread, ...keys(at, table), ...meanings(at, column, table)];
    }),
  ];
}

function meanings(at: string, column: CodedColumn, table: Readonly<Record<string, string>>): Fault[] {
  const may = standardCodes[column];
  if (may === undefined) return [];
  return Object.entries(table)
    .filter(([, meaning]) => !may.includes(meaning))
    .map(([code]) => ({
      at: `${at}.${code}`,
      message: `must be one of ${may.filter(Boolean).join(', ')}, or "" where the code says nothing: choose one`,
    }));
}

/** Cells are compared without the blanks around them, and a blank cell says nothing. */
function keys(at: string, table: Readonly<Record<string, unknown>>): Fault[] {
  return Object.keys(table)
    .filter((code) => code !== code.trim() || code === '' || code.length > 100)
    .map((code) => ({
      at,
      message: `has the code ${JSON.stringify(code.slice(0, 100))}, which no cell can be: take the blanks around it away, or take it out`,
    }));
}
