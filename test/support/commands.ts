import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandPolicy } from '../../src/platform/cli/command-policy.js';
import { databaseCommands } from '../../src/platform/cli/database-commands.js';

const src = resolve(dirname(fileURLToPath(import.meta.url)), '../../src');

export interface FoundCommand {
  name: string;
  description: string;
  policy: CommandPolicy | undefined;
}

/** Every command that a room exports from a `.command.ts`, by the name it is exported under, and those of the database. */
export async function allCommands(): Promise<{ exported: Map<string, FoundCommand[]>; all: FoundCommand[] }> {
  const exported = new Map<string, FoundCommand[]>([['databaseCommands', [...databaseCommands]]]);
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.command.ts')) continue;
    const module = (await import(join(src, path))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      const found = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isCommand);
      if (found.length > 0) exported.set(name, found);
    }
  }
  const all = [...exported.values()].flat().sort((a, b) => a.name.localeCompare(b.name));
  return { exported, all };
}

function isCommand(value: unknown): value is FoundCommand {
  return typeof value === 'object' && value !== null && 'name' in value && 'description' in value;
}
