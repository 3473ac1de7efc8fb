import { describe, expect, it } from '@jest/globals';
import type { BandLadder } from './band-ladder.js';
import { figuresView } from './figures.presenter.js';
import type { Tally } from './tally.js';

const ladder = {
  rungs: [
    { id: 'urgent', title: 'Urgent' },
    { id: 'routine', title: 'Routine' },
  ],
} as unknown as BandLadder;
const tally = (service: string, band: string, entries: number, actToday = false): Tally => ({
  service,
  locality: 'north',
  actToday,
  band,
  bandRank: 0,
  entries,
});

describe('figures for a board', () => {
  it('count by service and band, act today among their band', () => {
    const view = figuresView(
      [tally('slt', 'urgent', 6), tally('slt', 'urgent', 5, true), tally('slt', 'routine', 1_200)],
      ladder,
    );
    expect(view.bands).toEqual(['Urgent', 'Routine']);
    expect(view.rows[0]).toEqual({
      service: 'Speech and language therapy',
      counts: ['11', '1,200'],
      total: '1,211',
    });
    expect(view.total).toBe('1,211');
  });

  it('never show a count from 1 to 4, nor a total from which it could be worked out', () => {
    for (const few of [1, 2, 3, 4]) {
      const view = figuresView([tally('slt', 'urgent', few), tally('slt', 'routine', 96)], ladder);
      expect(view.rows[0]).toEqual({
        service: 'Speech and language therapy',
        counts: ['Fewer than 5', '96'],
        total: 'Not shown',
      });
      expect(view.total).toMatch(/^about \d+0$/);
    }
    expect(figuresView([], ladder).rows[0]?.counts).toEqual(['0', '0']);
  });
});
