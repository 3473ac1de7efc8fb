import { serviceLine } from '../service-line.js';
import { referralColumns } from './columns.js';
import type { ColumnFrom, SourceMapping } from './source-mapping.js';

/** A mapping in words, a line each. */
export function describeSource(mapping: SourceMapping): string {
  const { title, id, version, sha256, provider, system, recognise, covers, intervalDays, dates } = mapping;
  return [
    `${title} (${id}@${version})`,
    `  Document ${sha256}`,
    `  Known by: ${recognise.map(({ column, equals }) => `${column} is ${JSON.stringify(equals)}`).join(', ')}`,
    `  Provider ${provider}, system ${system}; dates as ${dates}; a new extract every ${String(intervalDays)} days`,
    `  Sends the whole list of: ${covers.map((line) => serviceLine(line).title).join(', ')}`,
    ...columns(mapping),
    ...mapping.teams.map(
      ({ codeSystem, code, line }) => `  Team ${codeSystem} ${code} is ${serviceLine(line).title}`,
    ),
    ...priority(mapping),
    ...closure(mapping),
    ...[...mapping.codes].flatMap(([column, table]) =>
      [...table]
        .filter(([code, meaning]) => code !== meaning)
        .map(([code, meaning]) => `  ${column} ${code} ${meaning === '' ? 'says nothing' : `is ${meaning}`}`),
    ),
  ].join('\n');
}

function columns({ columns: all }: SourceMapping): string[] {
  const absent = referralColumns.filter((column) => {
    const from = all[column];
    return typeof from !== 'string' && 'absent' in from;
  });
  const lines = referralColumns.flatMap((column) => {
    const words = where(all[column]);
    return words === null || words === column ? [] : [`  ${column} is ${words}`];
  });
  return [...(absent.length > 0 ? [`  Does not send: ${absent.join(', ')}`] : []), ...lines];
}

function where(from: ColumnFrom): string | null {
  if (typeof from === 'string') return from;
  if ('absent' in from) return null;
  if ('always' in from) return `always ${JSON.stringify(from.always)}`;
  return 'default' in from
    ? `${from.from}, or ${JSON.stringify(from.default)} where that is blank`
    : `${from.from}, or ${from.otherwise} where that is blank`;
}

function priority({ priority: agreed }: SourceMapping): string[] {
  return agreed === null
    ? ['  Priority codes are not agreed: the most urgent of what they can mean counts, with a finding']
    : [...agreed].map(([code, meaning]) => `  Priority ${code} is ${meaning}`);
}

function closure({ closure: { reasons, otherwise } }: SourceMapping): string[] {
  return [
    ...[...reasons].map(([code, outcome]) => `  Closure reason ${code} is ${outcome}`),
    otherwise === null
      ? '  Any other closure reason is left, with a finding'
      : `  Any other closure reason, and none, is ${otherwise}`,
  ];
}
