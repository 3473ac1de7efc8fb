import { type Fault, faulty, ok, type Outcome } from '../kernel/outcome.js';
import { columnsWanted, type SourceMapping } from '../referrals/sources/source-mapping.js';
import { type Header, lacking } from './header.js';
import { ofSource } from './standard-cells.js';

/** The mappings whose columns a header has; where it has no mapping's, what it lacks of the one it is most like. */
export function fitting(
  header: Header,
  mappings: readonly SourceMapping[],
): Outcome<readonly SourceMapping[]> {
  const lacks = mappings.map((mapping) => {
    const wanted = columnsWanted(mapping);
    const missing = wanted.filter((name) => !header.at.has(name));
    return { mapping, missing, has: wanted.length - missing.length };
  });
  const fit = lacks.filter(({ missing }) => missing.length === 0).map(({ mapping }) => mapping);
  if (fit.length > 0) return ok(fit);
  const nearest = [...lacks].sort((a, b) => b.has - a.has)[0];
  return faulty(nearest && nearest.has > 0 ? nearest.missing.map(lacking) : [noHeader]);
}

const noHeader: Fault = {
  at: 'header',
  message: 'the first line is not the header of an extract or a facts file',
};

/** The mapping a row is of; null: of none of them. */
export function sourceOf(
  mappings: readonly SourceMapping[],
  header: Header,
  cells: readonly string[],
): SourceMapping | null {
  if (cells.length !== header.cells.length) return null;
  return mappings.find((mapping) => ofSource(mapping, header)(cells)) ?? null;
}

/** What a row says of where it is from, in the columns by which files are known. */
export function saysOfItself(
  mappings: readonly SourceMapping[],
  header: Header,
  cells: readonly string[],
): string {
  const columns = [...new Set(mappings.flatMap(({ recognise }) => recognise.map(({ column }) => column)))];
  return columns
    .map((column) => {
      const said = (cells[header.at.get(column) ?? -1] ?? '').trim();
      return said === '' ? `no ${column}` : `${column} ${JSON.stringify(said.slice(0, 50))}`;
    })
    .join(' and ');
}
