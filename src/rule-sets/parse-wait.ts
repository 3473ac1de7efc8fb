import { join, type Shape } from './shape.js';
import type { PublishedWait } from './tool-set.js';

/** A wait as it is published: its words, and the days they mean where that is plain. */
export function parseWait(shape: Shape, value: unknown, at: string): PublishedWait {
  const wait = shape.object(value, at, ['words'], ['withinDays', 'atLeastDays']) ?? {};
  const days = (key: 'withinDays' | 'atLeastDays'): number | undefined =>
    wait[key] === undefined ? undefined : shape.wholeNumber(wait[key], join(at, key), 1, 3660);
  const [withinDays, atLeastDays] = [days('withinDays'), days('atLeastDays')];
  if (withinDays !== undefined && atLeastDays !== undefined && withinDays < atLeastDays)
    shape.fault(join(at, 'withinDays'), `must not be below atLeastDays, ${atLeastDays}`);
  return {
    words: shape.text(wait['words'], join(at, 'words')),
    ...(withinDays === undefined ? {} : { withinDays }),
    ...(atLeastDays === undefined ? {} : { atLeastDays }),
  };
}
