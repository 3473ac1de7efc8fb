import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '../kernel/plain-date.js';
import { DAY_ALONE, familyDays, type Marks, newestDayShown, SOMEONE } from './family-copy.js';
import type { TrailLine } from './trail-line.js';

const CHILD = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';

const line = (part: Partial<TrailLine> = {}): TrailLine => ({
  id: '1',
  at: new Date('2026-11-23T09:50:00Z'),
  actorKind: 'person',
  actorName: 'Ada Okafor',
  actorRole: 'clinician',
  selfDeclared: false,
  actorId: 'issuer#ada',
  organisation: 'RK9',
  agency: 'health',
  from: '203.0.113.7',
  why: null,
  requestId: null,
  act: 'view',
  action: 'referral.viewed',
  subjectKind: 'referral',
  subjectId: 'r1',
  childId: CHILD,
  childIds: [],
  detail: {},
  ...part,
});
const open: Marks = { daysAlone: false, openers: new Set(), familiar: new Set(['RK9']) };
const known = (code: string) => ({ NR5: 'Livewell Southwest', RK9: 'University Hospitals Plymouth' })[code];
const days = (lines: readonly TrailLine[], marks: Partial<Marks> = {}) =>
  familyDays(CHILD, lines, { ...open, ...marks }, known);

describe('the family’s copy', () => {
  it('says by day who looked, as what, from where they work, and when', () => {
    expect(
      days([
        line({ at: new Date('2026-11-24T00:30:00Z') }),
        line(),
        line({ at: new Date('2026-11-23T08:00:00Z') }),
        line({ act: 'view', action: 'queue.viewed', childId: null, childIds: [CHILD, OTHER] }),
      ]),
    ).toEqual([
      {
        day: 'Tuesday 24 November 2026',
        entries: [
          {
            who: 'Ada Okafor from University Hospitals Plymouth, who helps children with their health,',
            what: 'looked at your child’s record',
            when: 'at 00:30',
          },
        ],
      },
      {
        day: 'Monday 23 November 2026',
        entries: [
          {
            who: 'Ada Okafor from University Hospitals Plymouth, who helps children with their health,',
            what: 'looked at your child’s record',
            when: '2 times',
          },
          {
            who: 'Ada Okafor from University Hospitals Plymouth, who helps children with their health,',
            what: 'saw your child’s name in a list',
            when: 'at 09:50',
          },
        ],
      },
    ]);
  });

  it.each([
    ['the viewer opened the record with a reason', {}, { openers: new Set(['issuer#ada']) }],
    ['the family was never told of a list of that organisation', {}, { familiar: new Set<string>() }],
    ['the name was only typed', { selfDeclared: true }, {}],
    ['nobody knows the organisation', { organisation: 'XX1' }, { familiar: new Set(['XX1']) }],
  ])('leaves the name out where %s', (_why, part: Partial<TrailLine>, marks: Partial<Marks>) => {
    expect(days([line(part)], marks)[0]?.entries).toEqual([
      { who: SOMEONE, what: 'looked at your child’s record', when: 'at 09:50' },
    ]);
  });

  it('counts people whose names are left out as one, so that nobody can tell how many they were', () => {
    const lines = [line(), line({ actorId: 'issuer#ben', actorName: 'Ben' })];
    expect(days(lines, { familiar: new Set() })[0]?.entries).toEqual([
      { who: SOMEONE, what: 'looked at your child’s record', when: '2 times' },
    ]);
  });

  it('says of a safeguarded child once a day that a person or a program saw them: no name, count, time or deed', () => {
    const lines = (['view', 'search', 'export', 'change'] as const).flatMap((act) => [
      line({ act }),
      line({ act, actorName: 'Ben', childId: null, childIds: [CHILD] }),
    ]);
    expect(days([...lines, line({ actorKind: 'system' })], { daysAlone: true })).toEqual([
      {
        day: 'Monday 23 November 2026',
        entries: [{ who: DAY_ALONE.who, what: DAY_ALONE.what, when: '' }],
      },
    ]);
  });

  it.each([
    ['a person looked at the record', {}],
    ['the child was one of a list', { action: 'queue.viewed', childId: null, childIds: [CHILD, OTHER] }],
    [
      'a search found the child',
      { act: 'search', action: 'queue.searched', childId: null, childIds: [CHILD] },
    ],
    ['an auditor checked who looked', { action: 'audit.viewed', actorRole: 'auditor' }],
    ['a program looked', { actorKind: 'system', actorRole: null }],
  ] as readonly [string, Partial<TrailLine>][])(
    'says a day alone in the same words, true of each, where %s',
    (_what, part) => {
      expect(days([line(part)], { daysAlone: true })[0]?.entries).toEqual([
        {
          who: 'Somebody, or a computer program,',
          what: 'saw your child’s name or record',
          when: '',
        },
      ]);
    },
  );

  it.each([
    'flag.raised',
    'flag.moved',
    'band.confirmed',
    'act_today.ended',
    'task.done',
    'record.opened',
    'record.not_found',
    'contact.opened',
    'opened_record.viewed',
    'opened_record.looked_at',
    'fallback.printed',
    'backup.begun',
  ])('has no line of %s', (action) => {
    expect(days([line({ action })])).toEqual([]);
  });

  it('has no line of a copy that a program made', () => {
    expect(days([line({ act: 'export', actorKind: 'system', action: 'queue.printed' })])).toEqual([]);
    expect(days([line({ act: 'export', action: 'queue.printed' })])).toHaveLength(1);
  });

  it('ends before the newest seven days, whoever the child is', () => {
    expect(newestDayShown(plainDate('2026-11-24'))).toBe('2026-11-16');
  });

  it('uses short words: no sentence is hard for a child of eleven', () => {
    const words = JSON.stringify(
      days(
        (['view', 'search', 'export', 'change'] as const).flatMap((act) =>
          ['a.viewed', 'contact.viewed', 'audit.viewed', 'who_looked.viewed'].map((action) =>
            line({ act, action }),
          ),
        ),
      ),
    );
    for (const hard of [
      'data',
      'access',
      'export',
      'audit',
      'referral',
      'organisation',
      'authorised',
      'clinician',
    ])
      expect(words.toLowerCase()).not.toContain(hard);
  });
});

describe('what a family must not learn', () => {
  const acts = fc.constantFrom<TrailLine['act']>('view', 'search', 'export', 'change');
  const anyLine: fc.Arbitrary<TrailLine> = fc
    .record({
      act: acts,
      action: fc.constantFrom(
        'referral.viewed',
        'queue.searched',
        'flag.moved',
        'record.opened',
        'contact.opened',
        'secretaction.done',
      ),
      who: fc.integer({ min: 1, max: 4 }),
      organisation: fc.constantFrom('RK9', 'NR5', 'PLYMOUTH-CC', 'SECRETORG', null),
      minute: fc.integer({ min: 0, max: 5000 }),
      system: fc.boolean(),
      listed: fc.boolean(),
      typed: fc.boolean(),
    })
    .map((drawn) =>
      line({
        id: String(drawn.minute + 1),
        at: new Date(Date.UTC(2026, 10, 20, 0, drawn.minute)),
        actorKind: drawn.system ? 'system' : 'person',
        actorName: `Secretname${drawn.who}`,
        actorId: `secretid#${drawn.who}`,
        organisation: drawn.organisation,
        selfDeclared: drawn.typed,
        from: 'secretaddress',
        why: 'secretreason',
        requestId: 'secretrequest',
        act: drawn.act,
        action: drawn.action,
        subjectKind: 'secretkind',
        subjectId: 'secretsubject',
        childId: drawn.listed ? null : CHILD,
        childIds: drawn.listed ? [CHILD, OTHER] : [],
        detail: { secretkey: 'secretvalue' },
      }),
    );
  const hiddenLine: fc.Arbitrary<TrailLine> = fc
    .record({
      base: anyLine,
      how: fc.constantFrom<Partial<TrailLine>>(
        {
          act: 'change',
          actorKind: 'person',
          action: 'fact.recorded',
          subjectKind: 'fact',
          detail: { code: 'self_harm', source: 'child' },
        },
        { act: 'change', action: 'fact.recorded', subjectKind: 'fact', detail: { source: 'council' } },
        { act: 'view', action: 'decision.viewed', subjectKind: 'decision', detail: { answerTo: 'fact' } },
        {
          act: 'view',
          action: 'decision.viewed',
          subjectKind: 'decision',
          actorKind: 'system',
          detail: { answerTo: 'referral' },
        },
        { act: 'change', action: 'fact.recorded', subjectKind: 'fact', detail: { source: 'school' } },
        {
          act: 'change',
          action: 'fact.recorded',
          subjectKind: 'fact',
          detail: { code: 'getting_worse', source: 'clinician', confidence: 'child_in_confidence' },
        },
        // A clinician wrote it down: the child may have said it.
        {
          act: 'change',
          action: 'fact.recorded',
          subjectKind: 'fact',
          detail: { code: 'self_harm', source: 'clinician', confidence: 'usual' },
        },
        {
          act: 'change',
          action: 'fact.recorded',
          subjectKind: 'fact',
          detail: { code: 'getting_worse', source: 'parent', confidence: 'of a kind nobody knows' },
        },
        {
          act: 'change',
          action: 'fact.recorded',
          subjectKind: 'fact',
          detail: { code: 'getting_worse', source: 'parent', confidence: 'third_party' },
        },
        {
          act: 'change',
          action: 'fact.withdrawn',
          subjectKind: 'fact',
          detail: { code: 'child_protection_plan' },
        },
        { act: 'change', action: 'facts.recorded', subjectKind: 'child', detail: { council: 3 } },
        { act: 'change', actorKind: 'system', action: 'referral.decided' },
        { act: 'change', action: 'flag.raised', subjectKind: 'flag' },
        { act: 'change', action: 'band.confirmed' },
        { act: 'view', action: 'record.opened' },
        { act: 'export', actorKind: 'system', action: 'fallback.printed' },
        { act: 'change', action: 'task.raised', subjectKind: 'task' },
      ),
    })
    .map(({ base, how }) => ({ ...base, ...how }));

  it('never reaches the page, whatever the lines hold', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), fc.boolean(), (lines, daysAlone) => {
        const shown = JSON.stringify(
          days(lines, { daysAlone, familiar: new Set(['RK9', 'SECRETORG']) }),
        ).toLowerCase();
        for (const secret of [
          'secretid',
          'secretaddress',
          'secretreason',
          'secretrequest',
          'secretaction',
          'secretkind',
          'secretsubject',
          'secretvalue',
          'secretkey',
          'secretorg',
          'livewell',
          'council',
          OTHER,
        ])
          expect(shown).not.toContain(secret);
        if (daysAlone) {
          for (const secret of ['secretname', 'rk9', 'hospital', 'times'])
            expect(shown).not.toContain(secret);
          for (const { entries } of days(lines, { daysAlone, familiar: new Set(['RK9', 'SECRETORG']) }))
            expect(entries).toEqual([{ ...DAY_ALONE, when: '' }]);
          expect(shown).not.toMatch(/\d\d:\d\d/);
        }
      }),
    );
  });

  it('leaves no trace, no gap and no count', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            anyLine.map((one) => ({ one, hidden: false })),
            hiddenLine.map((one) => ({ one, hidden: true })),
          ),
          { maxLength: 40 },
        ),
        fc.boolean(),
        (drawn, daysAlone) => {
          const all = drawn.map(({ one }) => one);
          const allowed = drawn.filter(({ hidden }) => !hidden).map(({ one }) => one);
          expect(days(all, { daysAlone })).toEqual(days(allowed, { daysAlone }));
        },
      ),
    );
  });
});
