import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, epochDay, fromEpochDay, plainDate } from '../kernel/plain-date.js';
import { combine, stateOn } from './combine.js';
import type { Fact, FactDefinition, FactSource, FactState } from './fact.js';
import { nextChangeOf, timelineOf, whatCounts } from './timeline.js';
import { factDefinition, vocabulary } from './vocabulary.js';

const today = plainDate('2026-11-15');

function definitionOf(code: string): FactDefinition {
  const definition = factDefinition(code);
  if (!definition) throw new Error(code);
  return definition;
}

let made = 0;
function said(
  code: string,
  value: string,
  daysAgo: number,
  source: FactSource = 'parent',
  organisation = 'NR5',
): Fact {
  return {
    id: `f${String(++made).padStart(5, '0')}`,
    childId: 'c1',
    referralId: null,
    code,
    value,
    source,
    organisation,
    recordedOn: addDays(today, -daysAgo),
    withdrawnOn: null,
  };
}

function now(code: string, ...facts: Fact[]): FactState {
  return combine(definitionOf(code), facts, today);
}

describe('what is known about a fact', () => {
  it('is nothing where nobody ever said anything', () => {
    expect(now('getting_worse')).toEqual({ known: false, why: 'never_recorded', facts: [] });
  });

  it('is nothing where somebody said unknown', () => {
    expect(now('getting_worse', said('getting_worse', 'unknown', 1))).toMatchObject({
      known: false,
      why: 'recorded_unknown',
    });
  });

  it('is a reassurance up to its last day, and nothing the day after', () => {
    expect(now('getting_worse', said('getting_worse', 'no', 28))).toMatchObject({ known: true, value: 'no' });
    expect(now('getting_worse', said('getting_worse', 'no', 29))).toMatchObject({
      known: false,
      why: 'stale',
    });
  });

  it('is a concern however old, marked as not confirmed since', () => {
    const fact = said('getting_worse', 'yes', 400);
    expect(now('getting_worse', fact)).toMatchObject({
      known: true,
      value: 'yes',
      notConfirmedSince: fact.recordedOn,
    });
    expect(now('getting_worse', said('getting_worse', 'yes', 28))).toMatchObject({ notConfirmedSince: null });
  });

  it('is the latest of one source and organisation', () => {
    expect(
      now('getting_worse', said('getting_worse', 'no', 3), said('getting_worse', 'yes', 9)),
    ).toMatchObject({
      value: 'no',
      disagreement: false,
    });
  });

  it('is the more concerning of two said by one source on one day', () => {
    expect(now('self_harm', said('self_harm', 'past', 3), said('self_harm', 'current', 3))).toMatchObject({
      value: 'current',
    });
  });

  it('is the most concerning current value where sources disagree, with every one of them shown', () => {
    const state = now(
      'getting_worse',
      said('getting_worse', 'no', 1, 'clinician'),
      said('getting_worse', 'yes', 20, 'parent'),
    );
    expect(state).toMatchObject({ known: true, value: 'yes', disagreement: true });
    expect(state.facts.map(({ source }) => source)).toEqual(['parent', 'clinician']);
  });

  it('does not weigh a school above a parent, or a clinician above either', () => {
    for (const [worried, calm] of [
      ['parent', 'school'],
      ['school', 'parent'],
      ['parent', 'clinician'],
    ] as const)
      expect(
        now('getting_worse', said('getting_worse', 'yes', 9, worried), said('getting_worse', 'no', 1, calm)),
      ).toMatchObject({
        value: 'yes',
      });
  });

  it('treats two organisations of one kind as two voices', () => {
    expect(
      now(
        'getting_worse',
        said('getting_worse', 'yes', 9, 'clinician', 'NR5'),
        said('getting_worse', 'no', 1, 'clinician', 'RK9'),
      ),
    ).toMatchObject({ value: 'yes', disagreement: true });
  });

  it('no longer counts a stale reassurance in a disagreement', () => {
    expect(
      now(
        'getting_worse',
        said('getting_worse', 'yes', 9, 'parent'),
        said('getting_worse', 'no', 90, 'school'),
      ),
    ).toMatchObject({
      value: 'yes',
      disagreement: false,
    });
  });

  it('keeps a concern when its source later says unknown, but not a reassurance', () => {
    expect(
      now('getting_worse', said('getting_worse', 'yes', 9), said('getting_worse', 'unknown', 1)),
    ).toMatchObject({ value: 'yes' });
    expect(
      now('getting_worse', said('getting_worse', 'no', 9), said('getting_worse', 'unknown', 1)),
    ).toMatchObject({
      known: false,
    });
  });

  it('leaves out what was withdrawn and what is dated later', () => {
    const withdrawn = { ...said('getting_worse', 'yes', 3), withdrawnOn: today };
    expect(now('getting_worse', withdrawn, said('getting_worse', 'yes', -1))).toMatchObject({
      known: false,
      why: 'never_recorded',
    });
  });

  it('does not count a value that is not of its type', () => {
    expect(now('getting_worse', said('getting_worse', 'maybe', 3))).toMatchObject({ known: false });
  });

  it('takes the fewest words where sources disagree, and lets a number of words go stale', () => {
    expect(
      now('single_words', said('single_words', '40', 3), said('single_words', '12', 9, 'clinician')),
    ).toMatchObject({ value: 12 });
    expect(now('single_words', said('single_words', '0', 181))).toMatchObject({ known: false, why: 'stale' });
  });

  it('takes the latest where a fact has no order of concern', () => {
    expect(
      now('ehc_plan', said('ehc_plan', 'issued', 30, 'council'), said('ehc_plan', 'requested', 3, 'parent')),
    ).toMatchObject({
      value: 'requested',
      disagreement: true,
    });
  });
});

const anyFacts = fc.array(
  fc.record({
    value: fc.constantFrom('yes', 'no', 'unknown'),
    source: fc.constantFrom<FactSource>('parent', 'school', 'clinician'),
    daysAgo: fc.integer({ min: -40, max: 120 }),
  }),
  { maxLength: 8 },
);

describe('a timeline', () => {
  it('reads the same whatever order its facts came in', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(), (drawn, turn) => {
        const facts = drawn.map(({ value, source, daysAgo }) => said('feels_safe', value, daysAgo, source));
        const turned = facts
          .map((_, i) => facts[(i * 7 + turn) % Math.max(1, facts.length)])
          .filter((fact) => fact !== undefined);
        fc.pre(new Set(turned).size === facts.length);
        expect(now('feels_safe', ...turned)).toEqual(now('feels_safe', ...facts));
      }),
      { seed: 20_261_115 },
    );
  });

  it('changes on no day before the one it names', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom(...vocabulary.filter(({ type }) => type === 'yes_no')),
        (drawn, definition) => {
          const timeline = timelineOf(
            definition,
            drawn.map(({ value, source, daysAgo }) => said(definition.code, value, daysAgo, source)),
          );
          const from = epochDay(today);
          const until = nextChangeOf(timeline, from) ?? from + 800;
          for (let day = from + 1; day < until; day++)
            expect(stateOn(timeline, day)).toEqual(stateOn(timeline, from));
        },
      ),
      { seed: 20_261_115, numRuns: 60 },
    );
  });

  it('gives one value, whether it is read fast or in full', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 200 }), (drawn, later) => {
        const timeline = timelineOf(
          definitionOf('feels_safe'),
          drawn.map(({ value, source, daysAgo }) => said('feels_safe', value, daysAgo, source)),
        );
        const day = epochDay(today) + later;
        const state = combine(
          definitionOf('feels_safe'),
          timeline.voices.flatMap(({ statements }) => statements.map(({ fact }) => fact)),
          fromEpochDay(day),
        );
        expect(state.known ? state.value : undefined).toBe(whatCounts(timeline, day)?.value);
      }),
      { seed: 20_261_115 },
    );
  });
});
