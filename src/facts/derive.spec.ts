import { describe, expect, it } from '@jest/globals';
import { addDays, ageInMonths, epochDay, fromEpochDay, plainDate } from '../kernel/plain-date.js';
import { monthsOld, phaseDays, schoolPhase } from './derive.js';
import type { Fact, FactSource } from './fact.js';
import { historyOf, type Circumstances } from './history.js';
import { stateOf } from './state.js';

const today = plainDate('2026-11-15');
const slt = { referralId: 'r-slt', service: 'slt', waitingSince: plainDate('2026-05-01'), closedOn: null };
const neuro = {
  referralId: 'r-neuro',
  service: 'neurodiversity',
  waitingSince: plainDate('2026-06-01'),
  closedOn: null,
};

function state(code: string, facts: readonly Fact[], more: Partial<Circumstances> = {}, on = today) {
  const history = historyOf({
    referral: { id: 'r-slt', service: 'slt', waitingSince: slt.waitingSince },
    child: { birthDate: plainDate('2021-03-01') },
    lists: [slt, neuro],
    facts,
    ...more,
  });
  return stateOf(history, code, on);
}

let made = 0;
function said(
  code: string,
  value: string,
  daysAgo: number,
  source: FactSource = 'school',
  referralId: string | null = null,
): Fact {
  const recordedOn = addDays(today, -daysAgo);
  return {
    id: `f${++made}`,
    childId: 'c',
    referralId,
    code,
    value,
    source,
    organisation: 'X',
    recordedOn,
    withdrawnOn: null,
  };
}

describe('age', () => {
  it('is counted in completed months on any day of a childhood, wherever in the month it began', () => {
    for (const born of ['2008-02-29', '2010-01-31', '2011-08-30', '2012-12-01'].map(plainDate))
      for (let day = epochDay(born); day < epochDay(born) + 9200; day += 5)
        expect(monthsOld(born, day)).toBe(ageInMonths(born, fromEpochDay(day)));
    expect(monthsOld(plainDate('2026-11-16'), epochDay(today))).toBe(0);
  });
});

describe('the school phase', () => {
  it.each([
    ['2022-08-31', '2026-08-31', 'early_years'],
    ['2022-08-31', '2026-09-01', 'primary'],
    ['2022-09-01', '2026-09-01', 'early_years'],
    ['2022-09-01', '2027-09-01', 'primary'],
    ['2015-08-31', '2026-09-01', 'secondary'],
    ['2015-09-01', '2026-09-01', 'primary'],
    ['2010-08-31', '2026-08-31', 'secondary'],
    ['2010-08-31', '2026-09-01', 'post_16'],
  ])('of a child born on %s is, on %s, %s', (born, on, phase) => {
    expect(schoolPhase(plainDate(born), epochDay(plainDate(on)))).toBe(phase);
  });

  it('changes only on a 1 September', () => {
    for (const day of phaseDays(plainDate('2020-02-29')))
      expect(new Date(day * 86_400_000).toISOString()).toMatch(/-09-01T/);
  });
});

describe('absence', () => {
  const sessions = (absent: number, possible: number, daysAgo = 3, source: FactSource = 'school') => [
    said('school_sessions_absent', String(absent), daysAgo, source),
    said('school_sessions_possible', String(possible), daysAgo, source),
  ];

  it.each([
    [38, 380, 'yes', 'no'],
    [37, 380, 'no', 'no'],
    [190, 380, 'yes', 'yes'],
    [189, 380, 'yes', 'no'],
    [1, 10, 'yes', 'no'],
    [0, 1, 'no', 'no'],
  ])('%d of %d sessions: persistent %s, severe %s', (absent, possible, persistent, severe) => {
    expect(state('persistent_absence', sessions(absent, possible))).toMatchObject({ value: persistent });
    expect(state('severe_absence', sessions(absent, possible))).toMatchObject({ value: severe });
  });

  it('never compares sessions of two sources or two days', () => {
    const [absent] = sessions(200, 380, 3, 'school');
    const [, otherSource] = sessions(0, 380, 3, 'parent');
    const [, otherDay] = sessions(0, 380, 4, 'school');
    expect(
      state(
        'persistent_absence',
        [absent, otherSource, otherDay].filter((fact) => fact !== undefined),
      ),
    ).toMatchObject({
      known: false,
      why: 'inputs_unknown',
    });
  });

  it('stands when it is old, while good attendance goes stale', () => {
    expect(state('persistent_absence', sessions(200, 380, 200))).toMatchObject({ known: true, value: 'yes' });
    expect(state('persistent_absence', sessions(2, 380, 61))).toMatchObject({ known: false, why: 'stale' });
  });
});

describe('facts told from the lists', () => {
  it('count services a child waits for, not referrals', () => {
    const again = { ...slt, referralId: 'r-slt-2' };
    expect(state('open_lists', [], { lists: [slt, again, neuro] })).toMatchObject({ value: 2 });
  });

  it('count a list from its first day until the day it is closed', () => {
    const closed = { ...neuro, closedOn: plainDate('2026-10-01') };
    expect(state('open_lists', [], { lists: [slt, closed] }, plainDate('2026-05-31'))).toMatchObject({
      value: 1,
    });
    expect(state('open_lists', [], { lists: [slt, closed] }, plainDate('2026-09-30'))).toMatchObject({
      value: 2,
    });
    expect(state('open_lists', [], { lists: [slt, closed] }, plainDate('2026-10-01'))).toMatchObject({
      value: 1,
    });
  });

  it('take the highest functional impact over open lists, unknown while a list could still raise it', () => {
    const low = said('functional_impact', '1', 3, 'parent', 'r-slt');
    const high = said('functional_impact', '3', 3, 'parent', 'r-neuro');
    const most = said('functional_impact', '4', 3, 'parent', 'r-neuro');
    expect(state('highest_functional_impact', [low, high])).toMatchObject({ known: true, value: 3 });
    expect(state('highest_functional_impact', [high])).toMatchObject({ known: false, between: [3, 4] });
    expect(state('highest_functional_impact', [most])).toMatchObject({ known: true, value: 4 });
    expect(state('highest_functional_impact', [])).toMatchObject({ known: false, between: [0, 4] });
  });

  it('read a fact about one referral for that referral alone, and one about the child for every list', () => {
    const words = said('single_words', '4', 3, 'clinician', 'r-neuro');
    const worse = said('getting_worse', 'yes', 3, 'parent', 'r-neuro');
    expect(state('single_words', [words])).toMatchObject({ known: false });
    expect(state('getting_worse', [worse])).toMatchObject({ known: true, value: 'yes' });
  });

  it('count age in completed months and years, and days from the first day of the wait', () => {
    expect(state('age_months', [])).toMatchObject({ value: 68 });
    expect(state('age_years', [])).toMatchObject({ value: 5 });
    expect(state('days_waited', [])).toMatchObject({ value: 198 });
  });
});
