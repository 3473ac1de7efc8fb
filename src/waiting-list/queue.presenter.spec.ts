import { describe, expect, it } from '@jest/globals';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { BandLadder } from './band-ladder.js';
import type { QueueEntry } from './queue-entry.js';
import { queueAddress, queueRow, queueView, type QueueShown } from './queue.presenter.js';
import { dayStart } from './share.js';

const TODAY = plainDate('2026-11-15');
const ladder = new BandLadder([
  {
    hash: '',
    set: {
      effectiveFrom: TODAY,
      bands: ['Urgent', 'High', 'Medium', 'Routine'].map((title, rank) => ({
        id: title.toLowerCase(),
        title,
        rank,
      })),
    } as never,
  },
]);

const entry = (part: Partial<QueueEntry> = {}): QueueEntry => ({
  referralId: '1b4e28ba-2fa1-5d2a-883f-0016d3cca427',
  childId: '2b4e28ba-2fa1-5d2a-883f-0016d3cca427',
  tier: 'protected',
  service: 'slt',
  provider: 'NR5',
  decisionId: '3b4e28ba-2fa1-5d2a-883f-0016d3cca427',
  actToday: false,
  band: 'high',
  bandRank: 1,
  bandConfirmed: false,
  lowerProposal: null,
  couldBe: 'high',
  safeWaitDays: 28,
  countedFrom: dayStart(addDays(TODAY, -17)),
  waitingSince: addDays(TODAY, -17),
  protectedFromShare: 25,
  topReason: 'Two need domains with high impact',
  topReasonFacts: [],
  reviewOn: addDays(TODAY, 3),
  holdsUntil: null,
  appointmentOn: null,
  lists: ['slt', 'neurodiversity'],
  locality: 'north',
  childName: 'Ana Núñez',
  birthDate: plainDate('2019-02-01'),
  nhsNumber: '9990866317',
  restricted: false,
  reportedOn: TODAY,
  ...part,
});

const tally = (part: object) => ({
  service: 'slt',
  locality: 'north',
  actToday: false,
  band: 'high',
  bandRank: 1,
  entries: 1200,
  ...part,
});

const shown = (part: Partial<QueueShown> = {}): QueueShown => ({
  today: TODAY,
  on: TODAY,
  words: {},
  faults: [],
  entries: [entry()],
  next: undefined,
  tallies: [tally({}), tally({ service: 'neurodiversity', actToday: true, entries: 4 })],
  state: { overdue: 0, undecided: 0, countedUpTo: 1000, sources: [] },
  ladder,
  ...part,
});

describe('a row of the queue', () => {
  it('says who, on which lists, in which band and whether anybody confirmed it', () => {
    expect(queueRow(entry(), TODAY, ladder)).toMatchObject({
      href: '/referrals/1b4e28ba-2fa1-5d2a-883f-0016d3cca427',
      name: 'Ana Núñez',
      age: '7 years',
      nhsNumber: '999 086 6317',
      lists: ['Speech and language', 'Neurodiversity'],
      tags: [{ text: 'High' }],
      notes: ['Proposed by the rules'],
    });
    expect(queueRow(entry({ bandConfirmed: true }), TODAY, ladder).notes).toEqual(['Confirmed']);
  });

  it('says how long, how much of the safe wait, and why the child stands here', () => {
    expect(queueRow(entry(), TODAY, ladder)).toMatchObject({
      waited: '17 days',
      since: '29 October 2026',
      share: '60.7% of 28 days',
      bar: { width: 61, over: false },
      reason: 'Two need domains with high impact',
      why: 'High: protected since 25% of the safe wait; 60.7% of the 28-day safe wait used',
    });
  });

  it('draws a wait beyond the safe wait as a full bar of its own kind', () => {
    const late = entry({ countedFrom: dayStart(addDays(TODAY, -56)), waitingSince: addDays(TODAY, -56) });
    expect(queueRow(late, TODAY, ladder)).toMatchObject({
      bar: { width: 100, over: true },
      share: '200% of 28 days',
    });
  });

  it('says what an unknown could make of it, and a lower band only as a proposal', () => {
    expect(queueRow(entry({ couldBe: 'urgent', lowerProposal: 'medium' }), TODAY, ladder).notes).toEqual([
      'Proposed by the rules',
      'Could be urgent: something is not known yet',
      'The rules now propose medium: for a clinician to confirm',
    ]);
    expect(queueRow(entry({ couldBe: 'high' }), TODAY, ladder).notes).toHaveLength(1);
  });

  it('puts act today in words beside the band', () => {
    expect(
      queueRow(entry({ actToday: true, tier: 'act_today' }), TODAY, ladder).tags.map(({ text }) => text),
    ).toEqual(['Act today', 'High']);
  });

  it('marks an overdue review, from the day after', () => {
    expect(queueRow(entry({ reviewOn: TODAY }), TODAY, ladder).reviewOverdue).toBe(false);
    expect(queueRow(entry({ reviewOn: addDays(TODAY, -1) }), TODAY, ladder)).toMatchObject({
      reviewOverdue: true,
      review: '14 November 2026',
    });
  });

  it('says so where there is no name and no verified number', () => {
    expect(queueRow(entry({ childName: ' ', nhsNumber: null }), TODAY, ladder)).toMatchObject({
      name: 'Name not recorded',
      nhsNumber: '',
    });
  });
});

describe('the page of the queue', () => {
  it('counts what waits, everywhere and in each choice', () => {
    const view = queueView(shown());
    expect(view.summary).toBe(
      '1,204 open referrals, 4 of them to act on today. In order as of today, 15 November 2026.',
    );
    expect(view.services.map(({ text }) => text)).toEqual([
      'All services',
      'Speech and language therapy (1,200)',
      'Community paediatrics (0)',
      'Neurodiversity (4)',
      "Children's mental health (0)",
    ]);
  });

  it('keeps what was asked, for the form and for the next page', () => {
    const words = { service: 'slt', q: ' ana ', on: '2026-12-01', after: 'x', bad: 'y' };
    const next = { ...entry(), on: plainDate('2026-12-01') };
    const view = queueView(shown({ words, next, on: plainDate('2026-12-01') }));
    expect(view).toMatchObject({
      heading: 'Speech and language therapy',
      text: 'ana',
      filtered: true,
      on: '2026-12-01',
    });
    expect(view.summary).toBe(
      'Found by “ana” among 1,200 open referrals. In order as of 1 December 2026, by present decisions.',
    );
    expect(view.services.find(({ selected }) => selected)?.value).toBe('slt');
    const whole = queueView(shown({ words: { ...words, q: '' }, next, on: plainDate('2026-12-01') }));
    expect(whole.nextHref).toMatch(/^\/\?service=slt&on=2026-12-01&after=[A-Za-z0-9_-]+$/);
    expect(whole.firstHref).toBe('/?service=slt&on=2026-12-01');
  });

  it('never puts what somebody searched for into an address: the next page is sent for', () => {
    const words = { service: 'slt', q: ' ana ', after: 'x' };
    const view = queueView(shown({ words, next: { ...entry(), on: plainDate('2026-12-01') } }));
    expect(JSON.stringify([view.nextHref, view.firstHref])).toBe('["",""]');
    expect(view.nextAfter).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(view.chosen).toEqual({ service: 'slt', band: '', locality: '' });
    expect(queueAddress(words)).toBe('/?service=slt');
  });

  it('says why it is empty', () => {
    expect(queueView(shown({ entries: [], tallies: [] })).empty).toBe('Nobody is on the list yet.');
    expect(queueView(shown({ entries: [], words: { q: 'zz' } })).empty).toBe(
      'Nobody on the list matches this.',
    );
    expect(queueView(shown({ entries: [], words: { after: 'x' } })).empty).toBe('The list ends here.');
  });

  it('says what was asked wrongly, and where', () => {
    const faults = [{ at: 'q', message: 'Too short.' }];
    expect(queueView(shown({ faults, entries: [] }))).toMatchObject({
      faults: [{ text: 'Too short.', href: '#q' }],
      summary: '',
    });
  });
});
