import { isLocality } from '../children/locality.js';
import { faulty, ok, type Fault, type Outcome } from '../kernel/outcome.js';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import { isServiceLineId } from '../referrals/service-line.js';
import { readCursor, type Position } from './cursor.js';
import type { QueueFilter } from './queue-filter.js';
import { wordsSought } from './search-words.js';

/** Part of the queue, as somebody asks for it: what an address or a command line says, unread. Blank is nothing. */
export interface QueueWords {
  service?: unknown;
  band?: unknown;
  locality?: unknown;
  q?: unknown;
  after?: unknown;
  on?: unknown;
}

export interface QueueAsked {
  on: PlainDate;
  filter: QueueFilter;
  after: Position | undefined;
}

const LONGEST_TEXT = 100;

/** Reads what was asked, or answers every fault in it. Without a day, it is the cursor's, and without a cursor today. */
export function readQueueAsked(
  words: QueueWords,
  known: { today: PlainDate; bands: readonly string[] },
): Outcome<QueueAsked> {
  const faults: Fault[] = [];
  const read = <T>(
    at: keyof QueueWords,
    parse: (text: string) => T | undefined,
    message: string,
  ): T | undefined => {
    const given = words[at];
    if (given === undefined || given === null || given === '') return undefined;
    const value = typeof given === 'string' ? parse(given.trim()) : undefined;
    if (value === undefined) faults.push({ at, message });
    return value;
  };
  const one = (is: (text: string) => boolean) => (text: string) => (is(text) ? text : undefined);

  const service = read(
    'service',
    (text) => (isServiceLineId(text) ? text : undefined),
    'There is no such service.',
  );
  const band = read(
    'band',
    one((text) => known.bands.includes(text)),
    'There is no such band.',
  );
  const locality = read('locality', one(isLocality), 'There is no such locality.');
  const sought = read(
    'q',
    (text) => (text.length > LONGEST_TEXT ? undefined : wordsSought(text)),
    `Search for 2 to ${LONGEST_TEXT} letters or digits of a name, NHS number or service request identifier.`,
  );
  const day = read('on', parsePlainDate, 'This is not a day written CCYY-MM-DD.');
  const after = read('after', readCursor, 'This is not a place in the queue that this service gave out.');
  if (day !== undefined && after !== undefined && after.on !== day)
    faults.push({ at: 'after', message: 'This place in the queue is of another day.' });
  if (faults.length > 0) return faulty(faults);
  const filter: QueueFilter = {
    ...(service && { service }),
    ...(band && { band }),
    ...(locality && { locality }),
    ...(sought && { words: sought }),
  };
  return ok({ on: day ?? after?.on ?? known.today, filter, after });
}
