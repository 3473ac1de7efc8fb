import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { writeCursor } from './cursor.js';
import { readQueueAsked } from './queue-asked.js';

const known = { today: plainDate('2026-11-15'), bands: ['urgent', 'high'] };
const after = writeCursor({
  on: plainDate('2026-11-14'),
  tier: 'by_share',
  bandRank: 1,
  safeWaitDays: 28,
  countedFrom: 5n,
  waitingSince: plainDate('2026-01-02'),
  referralId: '1b4e28ba-2fa1-5d2a-883f-0016d3cca427',
});

describe('what is asked of the queue', () => {
  it('is everything as of today where nothing is said, and blank is nothing', () => {
    const everything = { ok: true, value: { on: known.today, filter: {}, after: undefined } };
    expect(readQueueAsked({}, known)).toEqual(everything);
    expect(readQueueAsked({ service: '', band: '', locality: '', q: '', after: '', on: '' }, known)).toEqual(
      everything,
    );
  });

  it('is read whole', () => {
    const words = { service: 'slt', band: 'high', locality: 'none', q: ' Ana N ', on: '2026-12-01' };
    expect(readQueueAsked(words, known)).toEqual({
      ok: true,
      value: {
        on: '2026-12-01',
        filter: { service: 'slt', band: 'high', locality: 'none', words: ['ana', 'n'] },
        after: undefined,
      },
    });
  });

  it('keeps the day of the page before, so that midnight does not move the pages', () => {
    expect(readQueueAsked({ after }, known)).toMatchObject({ ok: true, value: { on: '2026-11-14' } });
    expect(readQueueAsked({ after, on: '2026-11-15' }, known)).toEqual({
      ok: false,
      faults: [{ at: 'after', message: 'This place in the queue is of another day.' }],
    });
  });

  it('with faults says every one of them', () => {
    const wrong = {
      service: 'dentist',
      band: 'purple',
      locality: 'moon',
      q: 'a',
      after: 'x',
      on: '2026-02-30',
    };
    const read = readQueueAsked(wrong, known);
    expect(read.ok ? [] : read.faults.map(({ at }) => at)).toEqual([
      'service',
      'band',
      'locality',
      'q',
      'on',
      'after',
    ]);
  });

  it('said twice, or not as text, is a fault', () => {
    expect(readQueueAsked({ service: ['slt', 'slt'], q: { a: 1 } }, known)).toMatchObject({
      ok: false,
      faults: [{ at: 'service' }, { at: 'q' }],
    });
  });
});
