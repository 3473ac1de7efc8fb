import { describe, expect, it } from '@jest/globals';
import { plainDate as day } from '../kernel/plain-date.js';
import type { ClockDetail, ClockEventKind } from '../referrals/clock-event.js';
import { readClockStandards } from '../referrals/clock-standards.reader.js';
import { entryClocks, type EntryTold, type ToldEvent } from '../referrals/entry-clocks.js';
import type { ServiceLineId } from '../referrals/service-line.js';
import { clockView } from './clock-words.js';

const standards = readClockStandards();
let next = 0;
const told = (
  kind: ClockEventKind,
  happenedOn: string,
  detail: ClockDetail = {},
  more: Partial<ToldEvent> = {},
): ToldEvent => ({
  ...{
    id: `e${String(next++)}`,
    kind,
    happenedOn: day(happenedOn),
    communicatedOn: null,
    detail,
    withdraws: null,
  },
  ...{ source: 'person', saidBy: 'Dr A. Okafor', saidOn: day('2026-03-02'), note: null, ...more },
});
const view = (
  service: ServiceLineId,
  on: string,
  events: readonly ToldEvent[],
  entry: Partial<EntryTold> = {},
) => {
  const one: EntryTold = {
    ...{ id: 'r', receivedOn: day('2026-01-28'), waitingSince: day('2026-01-02'), closedOn: null },
    ...{ teamType: '06', urgent: false, events, ...entry },
  };
  const clocks = entryClocks(standards, { id: 'r', service, birthDate: day('2018-05-01') }, [one], day(on));
  return clockView(clocks, one.waitingSince, { clinician: false });
};
const [missed, rebooked] = [
  told('first_missed', '2026-02-11', { clearlyCommunicated: true }),
  told('rebooked', '2026-02-25'),
];

describe('the clock in words', () => {
  it('says the family’s days first, and no more where the measured clock is the same', () => {
    const { family, beside, measured } = view('community_paediatrics', '2026-05-08', []);
    expect(family).toBe('126 days waited');
    expect(beside).toEqual(['Since 2 January 2026: 12 to 18 weeks.']);
    expect(measured).toEqual([
      {
        title: '18 weeks, referral to treatment rules',
        value: '126 days, 12 to 18 weeks, within the standard',
        why: 'Runs since 2 January 2026, the first receipt. Within the standard until 8 May 2026.',
        findings: [],
      },
    ]);
    expect(view('community_paediatrics', '2026-05-09', []).measured[0]?.value).toBe(
      '127 days, 18 to 52 weeks, longer than the standard',
    );
  });

  it('says both where they differ, and why', () => {
    const { family, beside, measured } = view('community_paediatrics', '2026-03-02', [missed, rebooked]);
    expect(family).toBe('59 days waited');
    expect(beside[1]).toBe('A measured clock below differs. The family’s days are the ones to tell them.');
    expect(measured[0]).toMatchObject({
      value: '5 days, up to 1 week, within the standard',
      why: 'Runs anew since 25 February 2026, after: first appointment missed. Within the standard until 1 July 2026.',
    });
  });

  it('says that no clock runs after a first appointment was missed, and that the family still waits', () => {
    const { family, measured } = view('community_paediatrics', '2026-03-02', [missed]);
    expect([family, measured[0]?.value]).toEqual(['59 days waited', 'No clock runs']);
    expect(measured[0]?.why).toMatch(/^Nullified on 11 February 2026: the first appointment was missed/);
  });

  it('says by when a child who is actively monitored is looked at again', () => {
    const monitored = view('community_paediatrics', '2026-03-02', [told('monitoring_began', '2026-02-02')]);
    expect(monitored.measured[0]).toMatchObject({
      value: 'Stopped at 31 days, 4 to 12 weeks, within the standard',
      why: 'Stopped on 2 February 2026: active monitoring began. A clinician looks again by 27 April 2026.',
    });
  });

  it('says that the queue counts from another day than a corrected start', () => {
    const corrected = told('start_corrected', '2026-02-01', {}, { note: 'typed 2016' });
    expect(view('slt', '2026-03-02', [corrected])).toMatchObject({
      family: '29 days waited',
      beside: [
        'Since 1 February 2026: 4 to 12 weeks.',
        'The start was corrected by hand. The queue still counts from 2 January 2026: a correction moves nobody in it.',
      ],
    });
  });

  it('never says of a clock whose start is not known that it is within its standard', () => {
    const events = ['30', '20'].map((code, nth) => told('rtt', `2026-0${String(nth + 2)}-01`, { code }));
    const [measured] = view('community_paediatrics', '2026-03-06', events).measured;
    expect(measured?.value).toBe('At least 5 days');
    expect(measured?.why).not.toContain('ithin the standard');
  });

  it('does not say of a wait that ended without the child being seen that it met its standard', () => {
    const left = told('discharged', '2026-02-20');
    for (const { value } of view('neurodiversity', '2026-03-06', [left]).measured)
      expect(value).toBe('Ended after 49 days');
  });

  it('measures a list by each of its standards', () => {
    expect(view('neurodiversity', '2026-03-02', []).measured.map(({ title }) => title)).toEqual([
      '13 weeks to first contact, autism',
      '3 months to the start of assessment, autism',
    ]);
  });

  it('says why a standard does not apply', () => {
    const urgent = view('mental_health', '2026-03-02', [], { teamType: 'A18', urgent: true });
    expect(urgent.measured[0]).toMatchObject({
      value: 'Does not apply',
      why: 'Urgent referrals to this team are not measured by it.',
    });
  });

  it('says who told what, and what was entered in error', () => {
    const error = told(
      'withdrawn',
      '2026-02-12',
      {},
      { withdraws: missed.id, happenedOn: null, note: 'wrong child' },
    );
    expect(view('community_paediatrics', '2026-03-02', [missed, error]).told).toEqual([
      {
        id: missed.id,
        text: 'First appointment missed, clearly communicated, 11 February 2026',
        detail:
          'Told by Dr A. Okafor, 2 March 2026. Entered in error, says Dr A. Okafor, 2 March 2026: wrong child',
        counts: false,
        mayWithdraw: false,
      },
    ]);
  });
});
