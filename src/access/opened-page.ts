import { isUuid } from '../kernel/ids.js';

/** A place in the list of opened records: when it was opened, to the millisecond, and its id. */
export interface OpenedPlace {
  openedAt: Date;
  id: string;
}

/** The cursor as it travels in an address. */
export function writeOpenedCursor(place: OpenedPlace): string {
  return `${place.openedAt.getTime()}_${place.id}`;
}

/** The place, or undefined where the text is not a cursor. */
export function readOpenedCursor(text: string): OpenedPlace | undefined {
  const match = /^(\d{1,14})_([0-9a-f-]{36})$/i.exec(text);
  const [, openedAt = '', id = ''] = match ?? [];
  return match && isUuid(id) ? { openedAt: new Date(Number(openedAt)), id } : undefined;
}
