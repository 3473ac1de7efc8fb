import { CommandFailure } from '../../cli/command.js';
import type { Config } from '../../config/config.js';
import type { AccessMap } from './access-map.js';
import { parseAccessMap } from './parse-access-map.js';

/** The map by which people get their roles here; null where none is set up. */
export const ACCESS_MAP = Symbol('AccessMap');

/** The access map that the configuration names; null where it names none. Throws CommandFailure, one sentence. */
export function configuredMap({ accessMap }: Pick<Config, 'accessMap'>): AccessMap | null {
  if (accessMap === null) return null;
  const map = parseAccessMap(accessMap);
  if (!map.ok)
    throw new CommandFailure(
      `The file of ACCESS_MAP_FILE cannot be used: ${map.faults.map((fault) => `${fault.at} ${fault.message}`).join('; ')}.`,
    );
  return map.value;
}
