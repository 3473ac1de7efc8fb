import { describe, expect, it } from '@jest/globals';
import { addDays, plainDate as day, type PlainDate } from '../kernel/plain-date.js';
import { type ClockedChild, foldClocks } from './clock.js';
import type { ClockDetail, ClockEvent, ClockEventKind } from './clock-event.js';
import { familyWait } from './clock-family.js';
import { eventsOfSpell } from './clock-spell.js';
import { type ClockStandard, lastDayWithin, standardsOn } from './clock-standard.js';
import { readClockStandards } from './clock-standards.reader.js';

const all = readClockStandards();
function standard(id: string): ClockStandard {
  const found = all.standards.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
}
const rtt = standard('rtt-18-weeks');
const slt = standard('community-18-weeks');
const mentalHealth = standard('mental-health-4-weeks');
const autism = standard('autism-13-weeks');
const assessment = standard('autism-3-months');

let next = 0;
const told = (
  kind: ClockEventKind,
  on: string | null,
  detail: ClockDetail = {},
  more: Partial<ClockEvent> = {},
): ClockEvent => ({
  id: `e${String(next++)}`,
  kind,
  happenedOn: on === null ? null : day(on),
  communicatedOn: null,
  detail,
  withdraws: null,
  ...more,
});
const status = (code: string, on: string): ClockEvent => told('rtt', on, { code });
const child: ClockedChild = { birthDate: day('2018-05-01'), teamType: '06', urgent: false };
const fold = (by: ClockStandard, on: string | PlainDate, ...events: ClockEvent[]) =>
  foldClocks(by, events, child, day(on));
const JAN = '2026-01-02';
const received = told('received', JAN);
const after = (days: number): string => addDays(day(JAN), days);

describe('a clock starts', () => {
  it('on the day the provider receives the referral', () => {
    expect(fold(rtt, after(10), received)).toMatchObject({
      state: 'running',
      days: 10,
      family: { days: 10 },
    });
  });
  it('on the day an electronic referral is converted', () => {
    const folded = fold(rtt, after(10), received, told('ubrn_converted', after(3)));
    expect(folded).toMatchObject({ days: 7, family: { days: 10 } });
  });
  it('for a self-referral when a professional ratifies it, while the family’s days run', () => {
    const self = told('received', JAN, { selfReferral: true });
    expect(fold(rtt, after(10), self)).toMatchObject({
      state: 'waits_for_ratification',
      clocks: [],
      family: { days: 10 },
    });
    expect(fold(rtt, after(10), self, told('ratified', after(4)))).toMatchObject({
      state: 'running',
      days: 6,
      family: { days: 10 },
    });
  });
  it('not before its start: what happened earlier stops nothing and is looked into', () => {
    expect(fold(rtt, after(3), received, told('treated', '2025-12-31'))).toMatchObject({
      state: 'running',
      days: 3,
      findings: ['clock_event_before_start'],
    });
  });
  it('unknown is still reported, and asks for the day', () => {
    expect(fold(rtt, after(3), told('received', null))).toMatchObject({
      state: 'running',
      days: null,
      clocks: [{ from: null, startKnown: false }],
      findings: ['clock_start_unknown'],
      family: { since: null, known: false, days: null },
    });
  });
  it('unknown counts from the earliest day on which the child is known to have waited', () => {
    expect(fold(rtt, after(30), told('received', null), told('cancelled', after(10)))).toMatchObject({
      days: 20,
      clocks: [{ startKnown: false }],
      family: { since: after(10), known: false, days: 20 },
    });
  });
  it('is not started on a day before the receipt', () => {
    expect(fold(rtt, '2025-12-31', received)).toMatchObject({ state: 'not_started', clocks: [] });
  });
});

describe('a clock stops', () => {
  it.each([
    'treated',
    'monitoring_began',
    'declined',
    'not_to_treat',
    'back_to_primary_care',
    'died',
  ] as const)('under treatment rules at: %s', (kind) => {
    expect(fold(rtt, after(50), received, told(kind, after(20)))).toMatchObject({
      state: 'stopped',
      running: null,
      days: 20,
      clocks: [{ to: after(20), why: kind }],
    });
  });
  it('on the day the decision is communicated: three days later counts three days more', () => {
    const decided = told('not_to_treat', after(20), {}, { communicatedOn: day(after(23)) });
    expect(fold(rtt, after(50), received, decided)).toMatchObject({ days: 23 });
    expect(fold(rtt, after(22), received, decided)).toMatchObject({ state: 'running', days: 22 });
  });
  it('at no pause: cancelling or rearranging, by either side, changes nothing', () => {
    const moved = [told('cancelled', after(5)), told('rebooked', after(6)), told('cancelled', after(30))];
    expect(fold(rtt, after(50), received, ...moved)).toMatchObject({ state: 'running', days: 50 });
  });
  it('for good at a death: nothing starts a clock after it', () => {
    const folded = fold(rtt, after(50), received, status('36', after(20)), status('11', after(30)));
    expect(folded).toMatchObject({ state: 'stopped', clocks: [{ why: 'died' }], days: 20 });
    expect(familyWait([received, told('died', after(20))], day(after(50))).days).toBe(20);
  });
});

describe('a missed appointment', () => {
  const missed = (clearly: boolean | null, on: number) =>
    told('first_missed', after(on), { clearlyCommunicated: clearly });

  it('nullifies the clock if it was the first and clearly communicated', () => {
    expect(fold(rtt, after(50), received, missed(true, 20))).toMatchObject({
      state: 'waits_for_offer',
      days: null,
      clocks: [{ to: after(20), nullified: true }],
      family: { days: 50 },
    });
  });
  it.each([
    [false, []],
    [null, ['missed_first_unclear']],
  ])('does not nullify it where that it was clearly communicated is %p', (clearly, findings) => {
    expect(fold(rtt, after(50), received, missed(clearly, 20))).toMatchObject({
      state: 'running',
      days: 50,
      findings,
    });
  });
  it.each(['rebooked', 'clinician_offered'] as const)('starts a new clock at zero when %s', (kind) => {
    const folded = fold(rtt, after(50), received, missed(true, 20), told(kind, after(35)));
    expect(folded).toMatchObject({ state: 'running', days: 15, family: { days: 50 } });
    expect(folded.clocks).toHaveLength(2);
  });
  it('and rebooked on the same day is a new clock of 0 days', () => {
    const folded = fold(rtt, after(20), received, told('rebooked', after(20)), missed(true, 20));
    expect(folded).toMatchObject({ state: 'running', days: 0, family: { days: 20 } });
  });
  it('later than the first changes nothing: only leaving the list ends it', () => {
    expect(fold(rtt, after(50), received, told('later_missed', after(20)))).toMatchObject({ days: 50 });
    const attended = told('first_contact', after(10));
    expect(fold(rtt, after(50), received, attended, missed(true, 20))).toMatchObject({ days: 50 });
  });
  it('of which an extract does not say which it was asks a person, until somebody says', () => {
    const unclear = told('missed_unclear', after(20));
    expect(fold(rtt, after(50), received, unclear).findings).toEqual(['missed_first_unclear']);
    expect(fold(rtt, after(50), received, status('33', after(20))).findings).toEqual([
      'missed_first_unclear',
    ]);
    expect(fold(rtt, after(50), received, unclear, told('later_missed', after(20))).findings).toEqual([]);
    expect(fold(rtt, after(50), received, unclear, missed(false, 20)).findings).toEqual([]);
  });
  it('nullifies nothing where treatment rules do not hold', () => {
    expect(fold(slt, after(50), received, missed(true, 20))).toMatchObject({ days: 50, findings: [] });
  });
});

describe('active monitoring', () => {
  it.each(['31', '32'])('stops the clock (%s), and the decision to treat starts a new one', (code) => {
    const monitored = [received, status(code, after(20))];
    expect(fold(rtt, after(50), ...monitored)).toMatchObject({ state: 'stopped', family: { days: 50 } });
    expect(fold(rtt, after(50), ...monitored, told('decided_to_treat', after(40)))).toMatchObject({
      state: 'running',
      days: 10,
      family: { days: 50 },
    });
    expect(fold(rtt, after(50), ...monitored, status('11', after(45)))).toMatchObject({ days: 5 });
  });
  it('is looked at again every 12 weeks: 84 days are in time, 85 are not', () => {
    const monitored = [received, told('monitoring_began', after(20))];
    expect(fold(rtt, after(104), ...monitored)).toMatchObject({ reviewOn: after(104), findings: [] });
    expect(fold(rtt, after(105), ...monitored).findings).toEqual(['monitoring_review_due']);
    expect(fold(rtt, after(105), ...monitored, told('clinician_reviewed', after(100)))).toMatchObject({
      reviewOn: after(184),
      findings: [],
    });
  });
});

it('asks for a clinician where the family’s delay is longer than 6 weeks: 42 days are not, 43 are', () => {
  const delayed = [received, told('family_delayed', after(20))];
  expect(fold(rtt, after(62), ...delayed).findings).toEqual([]);
  expect(fold(rtt, after(63), ...delayed)).toMatchObject({
    findings: ['family_delay_needs_review'],
    days: 63,
  });
  expect(fold(rtt, after(63), ...delayed, told('rebooked', after(60))).findings).toEqual([]);
});

describe('a transfer', () => {
  it('keeps the first receipt: received 2 January by A, 28 January by B, B records 2 January', () => {
    const atB = [
      told('received', '2026-01-28'),
      told('first_received', '2026-01-02'),
      status('20', '2026-02-01'),
    ];
    const folded = fold(rtt, '2026-02-01', ...atB);
    expect(folded.running?.from).toBe('2026-01-02');
    expect(folded.family.since).toBe('2026-01-02');
  });
  it('does not stop the clock: 21 runs on', () => {
    expect(fold(rtt, after(50), received, status('21', after(20)))).toMatchObject({
      state: 'running',
      days: 50,
    });
  });
});

describe('a status an extract reports', () => {
  it.each(['10', '20', '21'])('%s at first sight is a clock that runs from receipt', (code) => {
    expect(fold(rtt, after(50), received, status(code, after(45)))).toMatchObject({ days: 50, findings: [] });
  });
  it.each(['90', '91', '92', '98'])('%s says that no clock runs', (code) => {
    expect(fold(rtt, after(50), received, status(code, after(45)))).toMatchObject({
      state: 'stopped',
      clocks: [{ why: 'no_clock' }],
      family: { days: 50 },
    });
  });
  it.each(['99', '77'])('%s, whose clock is not known, is looked into while the clock runs on', (code) => {
    expect(fold(rtt, after(50), received, status(code, after(45)))).toMatchObject({
      state: 'running',
      findings: ['clock_not_known'],
    });
  });
  it('of a running clock after a stop is a new clock whose start has to be found', () => {
    const folded = fold(rtt, after(50), received, status('31', after(20)), status('20', after(40)));
    expect(folded).toMatchObject({ state: 'running', days: 10, findings: ['clock_start_unknown'] });
    expect(folded.running?.startKnown).toBe(false);
  });
  it('repeated every month is one status: it does not stop what has started since', () => {
    const folded = fold(
      rtt,
      after(50),
      received,
      status('31', after(20)),
      told('decided_to_treat', after(25)),
      status('31', after(30)),
      status('31', after(40)),
    );
    expect(folded).toMatchObject({ state: 'running', days: 25 });
  });
  it('is not read on a list outside referral to treatment', () => {
    expect(fold(slt, after(50), received, status('30', after(20)))).toMatchObject({
      state: 'running',
      days: 50,
    });
  });
});

describe('several referrals', () => {
  it('for separate conditions have clocks of their own, possibly at once', () => {
    const other = fold(rtt, after(50), told('received', after(30)));
    expect([fold(rtt, after(50), received).days, other.days]).toEqual([50, 20]);
  });
  it('in one pathway do not overlap: a second clock while one runs is looked into', () => {
    const folded = fold(rtt, after(50), received, status('12', after(30)));
    expect(folded).toMatchObject({ days: 50, findings: ['clock_overlaps'] });
    expect(folded.clocks).toHaveLength(1);
  });
  it('one after the other in one pathway are two clocks', () => {
    const folded = fold(rtt, after(50), received, status('30', after(20)), status('12', after(30)));
    expect(folded.clocks.map(({ days }) => days)).toEqual([20, 20]);
  });
});

describe('18 weeks', () => {
  it.each([
    [126, true],
    [127, false],
  ])('%i days are within: %p', (days, within) => {
    expect(fold(slt, after(days), received)).toMatchObject({ days, within });
    expect(fold(rtt, after(days), received)).toMatchObject({ days, within });
  });
  it('in the community ends at the first attended contact', () => {
    const seen = told('first_contact', after(126));
    expect(fold(slt, after(200), received, seen)).toMatchObject({ state: 'stopped', within: true });
  });
});

describe('the four-week measure of children’s mental health', () => {
  const three = (contact: number, outcome: number, plan: number) => [
    told('first_contact', after(contact)),
    told('baseline_outcome', after(outcome)),
    told('care_plan', after(plan)),
  ];
  it.each([
    [[28, 5, 9], 28, true],
    [[5, 29, 9], 29, false],
    [[5, 9, 28], 28, true],
  ])('stops at the latest of contact, outcome and plan: %p', ([a = 0, b = 0, c = 0], days, within) => {
    expect(fold(mentalHealth, after(60), received, ...three(a, b, c))).toMatchObject({
      state: 'stopped',
      days,
      within,
    });
  });
  it('runs while one of the three is missing', () => {
    const folded = fold(mentalHealth, after(60), received, ...three(5, 9, 20).slice(0, 2));
    expect(folded).toMatchObject({ state: 'running', days: 60 });
  });
  it('counts the first of each: a second contact changes nothing', () => {
    const folded = fold(
      mentalHealth,
      after(60),
      received,
      ...three(5, 9, 20),
      told('first_contact', after(40)),
    );
    expect(folded.days).toBe(20);
  });
  it.each([
    ['2008-01-03', 'running'],
    ['2008-01-02', 'does_not_apply'],
  ])('is for those younger than 18 at referral: born %s, %s', (born, state) => {
    const folded = foldClocks(mentalHealth, [received], { ...child, birthDate: day(born) }, day(after(9)));
    expect(folded).toMatchObject({ state, family: { days: 9 } });
  });
  it.each([
    ['A18', false, null],
    ['A18', true, 'urgent'],
    ['F01', false, 'team'],
    ['C10', false, 'team'],
  ])(
    'leaves out urgent single points of access, eating disorder and school teams: %s',
    (teamType, urgent, out) => {
      const folded = foldClocks(mentalHealth, [received], { ...child, teamType, urgent }, day(after(9)));
      expect(folded.leftOut).toBe(out);
    },
  );
  it.each([
    [5, 0],
    [6, 46],
  ])('joins referrals to one provider with a gap of 5 days, not 6: %i', (gap, from) => {
    const first = {
      id: 'first',
      receivedOn: day(JAN),
      closedOn: day(after(40)),
      events: [received, told('discharged', after(40))],
    };
    const again = after(40 + gap);
    const second = {
      id: 'second',
      receivedOn: day(again),
      closedOn: null,
      events: [told('received', again)],
    };
    const spell = eventsOfSpell(mentalHealth, 'second', [second, first]);
    const folded = foldClocks(mentalHealth, spell, child, day(after(60)));
    expect(folded.running?.from).toBe(after(from));
    expect(eventsOfSpell(rtt, 'second', [second, first])).toEqual(second.events);
  });
});

describe('the autism standards', () => {
  it.each([
    [91, true],
    [92, false],
  ])('are 13 weeks to first contact: %i days are within: %p', (days, within) => {
    expect(fold(autism, after(200), received, told('first_contact', after(days)))).toMatchObject({
      days,
      within,
    });
  });
  it('are 3 months to the start of assessment: from 30 November to the last day of February', () => {
    expect(lastDayWithin(assessment, day('2026-11-30'))).toBe('2027-02-28');
    const began = (on: string) =>
      fold(assessment, '2027-06-01', told('received', '2026-11-30'), told('assessment_began', on));
    expect(began('2027-02-28').within).toBe(true);
    expect(began('2027-03-01').within).toBe(false);
  });
});

describe('a correction of the start by a named person', () => {
  it('alone may make a family’s wait shorter', () => {
    const wrong = told('received', '2016-01-02');
    const corrected = told('start_corrected', JAN);
    expect(fold(rtt, after(50), wrong, corrected)).toMatchObject({
      days: 50,
      family: { days: 50, corrected: true },
    });
    expect(fold(rtt, after(50), wrong, told('received', '2016-01-02'), corrected).family.days).toBe(50);
  });
  it('is over when it is withdrawn', () => {
    const corrected = told('start_corrected', after(20));
    const taken = told('withdrawn', after(21), {}, { withdraws: corrected.id });
    expect(fold(rtt, after(50), received, corrected, taken).family.days).toBe(50);
  });
});

it('measures a list by the standards in force on the day, and by none before the first', () => {
  const ids = (on: string) => standardsOn(all, 'mental_health', day(on)).map(({ id }) => id);
  expect(ids('2023-12-31')).toEqual([]);
  expect(ids('2024-01-01')).toEqual(['mental-health-4-weeks']);
  expect(standardsOn(all, 'neurodiversity', day('2026-01-01')).map(({ id }) => id)).toEqual([
    'autism-13-weeks',
    'autism-3-months',
  ]);
});

it.each([
  ['an unknown word', '"nullifiedByFirstMissed"', '"nullified"'],
  ['a standard that is not there', '"standards":["rtt-18-weeks"]', '"standards":["rtt"]'],
  ['no date', '2024-01-01', '2024-02-30'],
  ['a list left out', '"service":"slt"', '"service":"neurodiversity"'],
])('refuses standards with %s', (_words, what, spoilt) => {
  const text = JSON.stringify(all);
  expect(text).toContain(what);
  expect(() => readClockStandards(text.replace(what, spoilt))).toThrow(/clock standards: /);
});
