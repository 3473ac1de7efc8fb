import { Inject, Injectable, Optional } from '@nestjs/common';
import { loadSources, sourceFaultLine } from './load-sources.js';
import type { SourceMapping } from './source-mapping.js';
import { readSources, sourcesDirectory } from './sources.reader.js';

/** Where mappings lie, for tests that bring their own. */
export const SOURCES_DIRECTORY = Symbol('SourcesDirectory');

/** Every mapping in `sources/`, read once. The application does not start where one has a fault. */
@Injectable()
export class SourceRegistry {
  readonly all: readonly SourceMapping[];
  private readonly bySource: ReadonlyMap<string, SourceMapping>;

  constructor(@Optional() @Inject(SOURCES_DIRECTORY) directory: string = sourcesDirectory()) {
    const loaded = loadSources(readSources(directory));
    if (!loaded.ok)
      throw new Error(
        `the mappings in sources/ cannot be used:\n${loaded.faults.map((fault) => `  ${sourceFaultLine(fault)}`).join('\n')}`,
      );
    this.all = loaded.value;
    this.bySource = new Map(this.all.map((mapping) => [named(mapping.provider, mapping.system), mapping]));
  }

  /** The mapping of a provider's system; undefined: it has none. */
  find(provider: string, system: string): SourceMapping | undefined {
    return this.bySource.get(named(provider, system));
  }
}

const named = (provider: string, system: string): string => JSON.stringify([provider, system]);
