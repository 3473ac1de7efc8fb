import { parsePlainDate } from '../kernel/plain-date.js';
import { isUuid } from '../kernel/ids.js';

/** A place in a list of flags: the instant it was raised, to the microsecond, and its id. */
export interface FlagPlace {
  raisedAt: string;
  id: string;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** The cursor as it travels in an address. */
export function writeCursor(place: FlagPlace): string {
  return `${place.raisedAt}_${place.id}`;
}

/** The place, or undefined where the text is not a cursor. */
export function readCursor(text: string): FlagPlace | undefined {
  const [raisedAt = '', id = '', ...more] = text.split('_');
  const day = INSTANT.exec(raisedAt)?.[1];
  if (day === undefined || parsePlainDate(day) === undefined || !isUuid(id) || more.length > 0)
    return undefined;
  return { raisedAt, id };
}
