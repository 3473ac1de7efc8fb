import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { foldClocks } from './clock.js';
import { type ClockEvent, clockEventKinds } from './clock-event.js';
import { familyWait } from './clock-family.js';
import { readClockStandards } from './clock-standards.reader.js';

const { standards } = readClockStandards();
const START = plainDate('2026-01-01');
const child = { birthDate: plainDate('2015-06-01'), teamType: null, urgent: false };
const dayOf = (offset: number) => addDays(START, offset);

const kinds = clockEventKinds.filter((kind) => kind !== 'withdrawn');
const day = fc.integer({ min: 0, max: 200 }).map(dayOf);
const event = (of: readonly ClockEvent['kind'][]): fc.Arbitrary<ClockEvent> =>
  fc.record({
    id: fc.uuid(),
    kind: fc.constantFrom(...of),
    happenedOn: day,
    communicatedOn: fc.option(day, { freq: 4 }),
    detail: fc.record(
      {
        code: fc.constantFrom('10', '11', '12', '20', '21', '30', '31', '33', '36', '90', '99'),
        clearlyCommunicated: fc.constantFrom(true, false, null),
        selfReferral: fc.boolean(),
      },
      { requiredKeys: ['code'] },
    ),
    withdraws: fc.constant(null),
  });
const receipt = fc
  .tuple(event(['received']), fc.boolean())
  .map(([one, known]) => ({ ...one, happenedOn: known ? one.happenedOn : null, communicatedOn: null }));
const events = fc
  .tuple(receipt, fc.array(event(kinds), { maxLength: 12 }))
  .map(([first, rest]) => [first, ...rest]);
const standard = fc.constantFrom(...standards);
const on = fc.integer({ min: 0, max: 260 }).map(dayOf);
const holds = <T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  what: (...values: T) => void,
): void => {
  fc.assert(fc.property<T>(...arbitraries, what), { numRuns: 500 });
};

describe('whatever is told', () => {
  it('the family’s days never restart or become fewer, but by a named person’s correction', () => {
    const other = event(kinds.filter((kind) => kind !== 'start_corrected'));
    holds([events, other, on], (before, added, today) => {
      const [was, is] = [familyWait(before, today), familyWait([...before, added], today)];
      if (was.since !== null) expect(is.since !== null && is.since <= was.since).toBe(true);
    });
    holds([events, other, on], (all, added, today) => {
      const before = all.filter(({ kind }) => kind !== 'start_corrected');
      const is = familyWait([...before, added], today);
      // The days of those who have left, or died, stop there; until then there are as many as before.
      const until = [is.until ?? today, today].sort()[0] ?? today;
      expect(is.days ?? 0).toBeGreaterThanOrEqual(familyWait(before, until).days ?? 0);
    });
  });

  it('the family’s days never become fewer from one day to the next', () => {
    holds([events, on], (all, today) => {
      const told = all.filter(({ kind }) => kind !== 'start_corrected');
      const [was, is] = [familyWait(told, today), familyWait(told, addDays(today, 1))];
      expect(is.days ?? 0).toBeGreaterThanOrEqual(was.days ?? 0);
    });
  });

  it('no clock runs before its start, and no two overlap', () => {
    holds([standard, events, on], (by, told, today) => {
      const { clocks } = foldClocks(by, told, child, today);
      clocks.forEach(({ from, to, days }, index) => {
        if (from !== null && to !== null) expect(to >= from).toBe(true);
        if (days !== null) expect(days).toBeGreaterThanOrEqual(0);
        const before = clocks[index - 1];
        if (before) expect(before.to !== null && from !== null && before.to <= from).toBe(true);
      });
      expect(clocks.filter(({ to }) => to === null).length).toBeLessThanOrEqual(1);
    });
  });

  it('the order in which it was told does not matter', () => {
    const shuffled = events.chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })),
    );
    holds([standard, shuffled, on], (by, [told, otherwise], today) => {
      expect(foldClocks(by, otherwise, child, today)).toEqual(foldClocks(by, told, child, today));
    });
  });

  it('an event that is withdrawn is as if it had never been told', () => {
    holds([standard, events, event(kinds), fc.uuid(), on], (by, told, error, id, today) => {
      const withdrawal: ClockEvent = { ...error, id, kind: 'withdrawn', withdraws: error.id };
      expect(foldClocks(by, [...told, error, withdrawal], child, today)).toEqual(
        foldClocks(by, told, child, today),
      );
    });
  });

  it('the same told again every month counts once', () => {
    holds(
      [standard, events, fc.array(fc.uuid(), { minLength: 1, maxLength: 3 }), on],
      (by, told, again, today) => {
        const repeated = again.flatMap((id) => told.map((one) => ({ ...one, id: `${id}-${one.id}` })));
        expect(foldClocks(by, [...told, ...repeated], child, today)).toEqual(
          foldClocks(by, told, child, today),
        );
      },
    );
  });
});
