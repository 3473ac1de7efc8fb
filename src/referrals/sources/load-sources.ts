import { type Fault, faulty, ok, type Outcome } from '../../kernel/outcome.js';
import { parseMapping } from './parse-mapping.js';
import type { Recognised, SourceMapping } from './source-mapping.js';

/** A file of `sources/` as it was found. */
export interface MappingFile {
  /** With `.json`. */
  name: string;
  text: string;
}

/** A fault, and the file that has it. */
export interface SourceFault extends Fault {
  file: string;
}

/** Every mapping, or every fault in any of them and between them. */
export function loadSources(
  files: readonly MappingFile[],
): Outcome<readonly SourceMapping[], readonly SourceFault[]> {
  const faults: SourceFault[] = [];
  const mappings: SourceMapping[] = [];
  for (const { name, text } of files) {
    const parsed = parseMapping(text);
    if (!parsed.ok) {
      faults.push(...parsed.faults.map((fault) => ({ ...fault, file: name })));
      continue;
    }
    mappings.push(parsed.value);
    if (name !== `${parsed.value.id}.json`)
      faults.push({
        file: name,
        at: 'id',
        message: `says ${parsed.value.id}, and the file is another: call it ${parsed.value.id}.json`,
      });
  }
  faults.push(...between(mappings));
  return faults.length > 0 ? faulty(faults) : ok(mappings);
}

/** One source has one mapping, and no file may be known by two. */
function between(mappings: readonly SourceMapping[]): SourceFault[] {
  return mappings.flatMap((later, at) =>
    mappings.slice(0, at).flatMap((earlier): SourceFault[] => {
      const file = `${later.id}.json`;
      if (later.provider === earlier.provider && later.system === earlier.system)
        return [
          {
            file,
            at: 'system',
            message: `is ${later.system} of ${later.provider}, of which ${earlier.id}.json is already: keep one of them`,
          },
        ];
      return toldApart(later.recognise, earlier.recognise)
        ? []
        : [
            {
              file,
              at: 'recognise',
              message: `could take a file for its own that is of ${earlier.id}.json: let both ask one column for different words`,
            },
          ];
    }),
  );
}

function toldApart(one: readonly Recognised[], other: readonly Recognised[]): boolean {
  return one.some(({ column, equals }) =>
    other.some((asked) => asked.column === column && asked.equals !== equals),
  );
}

/** A fault in one line: the file, the place in it, and what to do. */
export function sourceFaultLine({ file, at, message }: SourceFault): string {
  return [file, ...(at === '' ? [] : [at]), message].join(': ');
}
