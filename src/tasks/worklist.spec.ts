import { describe, expect, it } from '@jest/globals';
import { listInWords, onAnotherList } from './another-list.js';
import { ageOf, dutyNotice, shownTask } from './task.presenter.js';
import type { SeenTask } from './seen-task.js';
import { mayMove, movesByPerson, taskMoves, taskStates } from './task.js';
import { cursorOf, pageOf, placeOf } from './worklist.js';

const task: SeenTask = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'act_today',
  key: 'k',
  ownerRole: 'duty clinician',
  childId: null,
  referralId: null,
  title: 'Act today',
  detail: { whatToDo: ['Ring.', 7] },
  state: 'open',
  raisedAt: new Date('2026-11-18T10:00:00Z'),
  dueAt: new Date('2026-11-18T11:00:00Z'),
  acknowledgedAt: null,
  acknowledgedBy: null,
  escalatedAt: null,
  doneAt: null,
  doneBy: null,
  doneNote: null,
  moves: ['acknowledge', 'finish'],
};

const OURS = { mayChange: true, provider: 'NR5', service: 'slt', escalated: false, childName: null };

const WHOM = {
  named: (code: string) => (code === 'NR5' ? 'Livewell Southwest' : code),
  dutyContactOf: () => 'bleep 123',
};

describe('the moves of a task', () => {
  it('are one table: nothing leaves done, and what is open or acknowledged escalates by time alone', () => {
    expect(
      taskStates.map((state) => Object.keys(taskMoves).filter((move) => mayMove(state, move as 'finish'))),
    ).toEqual([
      ['acknowledge', 'escalate', 'finish'],
      ['escalateUndone', 'finish'],
      ['acknowledge', 'finish'],
      [],
    ]);
    expect(movesByPerson).toEqual(['acknowledge', 'finish']);
  });
});

describe('what a task shows', () => {
  it('is why it is raised, which list it is about and where to go, beside what to do', () => {
    const detail = { lines: ['The child is restricted'], list: 'NR5/slt', where: '/messages/7' };
    expect(shownTask({ ...task, detail }, task.raisedAt, true, OURS, WHOM)).toMatchObject({
      lines: ['The child is restricted'],
      list: 'SLT, Livewell Southwest',
      where: '/messages/7',
    });
  });

  it.each([
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'javascript:alert(1)',
    7,
  ])('is never a link away from here: %p', (where) =>
    expect(shownTask({ ...task, detail: { where } }, task.raisedAt, true, OURS, WHOM).where).toBe(''),
  );
});

describe('a place in the worklist', () => {
  it('is read back as it was written, with or without a due time', () => {
    expect(placeOf(cursorOf(task))).toEqual({ rank: 0, dueAt: '2026-11-18T11:00:00.000Z', id: task.id });
    expect(placeOf(cursorOf({ ...task, kind: 'other', dueAt: null }))).toEqual({
      rank: 1,
      dueAt: 'infinity',
      id: task.id,
    });
  });

  it.each([
    '',
    'x',
    '2~infinity~' + task.id,
    '0~tomorrow~' + task.id,
    '0~infinity~7',
    cursorOf(task) + '~x',
    '0~2026-99-18T11:00:00.000Z~' + task.id,
  ])('is nothing else: %p', (cursor) => expect(placeOf(cursor)).toBeUndefined());

  it('is answered only where there is a next page', () => {
    expect(pageOf([task], 1).next).toBeNull();
    expect(pageOf([task, task], 1)).toEqual({ items: [task], next: cursorOf(task) });
    expect(pageOf([], 1)).toEqual({ items: [], next: null });
  });
});

describe('a task on the page', () => {
  it('offers the moves that the reader may make, and says when it is overdue', () => {
    const now = new Date('2026-11-18T11:00:00Z');
    expect(shownTask(task, now, true, OURS, WHOM)).toMatchObject({
      mayAcknowledge: true,
      mayFinish: true,
      overdue: true,
      age: '1 hour',
      instructions: ['Ring.'],
    });
    expect(
      shownTask({ ...task, state: 'acknowledged', moves: ['finish'] }, now, true, OURS, WHOM),
    ).toMatchObject({
      mayAcknowledge: false,
      mayFinish: true,
    });
    expect(shownTask({ ...task, state: 'done', moves: [] }, now, true, OURS, WHOM)).toMatchObject({
      mayFinish: false,
      overdue: false,
    });
  });

  it('about a list that is not the reader’s offers no move, and says whom to ask', () => {
    const theirs = { ...OURS, mayChange: false, provider: 'RK9' };
    const shown = shownTask({ ...task, moves: [] }, task.raisedAt, true, theirs, WHOM);
    expect(shown).toMatchObject({ mayAcknowledge: false, mayFinish: false });
    expect(shown.elsewhere).toBe('This is on RK9’s list. Make sure their duty clinician knows: bleep 123.');
    expect(shownTask({ ...task, kind: 'other' }, task.raisedAt, true, theirs, WHOM).elsewhere).toBe(
      'This is on the list of RK9: ask the team there to act.',
    );
    expect(shownTask(task, task.raisedAt, true, OURS, WHOM).elsewhere).toBe('');
  });

  it('names whom to ring where no contact of the duty role is set, and what is no list as it is', () => {
    const nobody = { ...WHOM, dutyContactOf: () => null };
    expect(onAnotherList('NR5', true, nobody)).toMatch(/duty clinician knows: ring Livewell Southwest\.$/);
    expect(onAnotherList(null, true, nobody)).toMatch(/duty clinician knows: ring the provider\.$/);
    expect(listInWords('NR5/mental_health', WHOM.named)).toBe('Mental health, Livewell Southwest');
    expect(['', 'NR5', 'a/b/c'].map((list) => listInWords(list, WHOM.named))).toEqual(['', 'NR5', 'a/b/c']);
  });

  it('that came by escalation alone says whose it is, on which list, whom to ring and why it is shown', () => {
    const shown = shownTask(
      { ...task, childId: 'c' },
      task.raisedAt,
      true,
      {
        ...OURS,
        escalated: true,
        childName: 'Kit Rowe',
      },
      WHOM,
    );
    expect(shown).toMatchObject({ list: 'SLT, Livewell Southwest', elsewhere: '' });
    expect(shown.escalatedTo).toMatchObject({ child: 'Kit Rowe', contactHref: '/children/c/contact' });
    expect(shown.escalatedTo?.ask).toContain(
      'nobody of Livewell Southwest acknowledged it, or did it, in time',
    );
    expect(shown.escalatedTo?.ask).toMatch(/knows what you do: bleep 123\.$/);
    expect(shownTask(task, task.raisedAt, true, OURS, WHOM)).toMatchObject({ escalatedTo: null, list: '' });
  });

  it('that escalated says why and when, and who had said that they were dealing with it', () => {
    const said = (part: Partial<SeenTask>): string =>
      shownTask({ ...task, escalatedAt: task.dueAt, ...part }, task.raisedAt, true, OURS, WHOM).escalated;
    const at = 'scalated Wednesday 18 November 2026 at 11:00.';
    expect(said({ state: 'escalated' })).toBe(`Nobody acknowledged it in time: e${at}`);
    expect(said({ state: 'escalated', acknowledgedBy: 'Dr Rowe' })).toBe(
      `Dr Rowe acknowledged it and nothing was recorded as done in time: e${at} Somebody must take it on now.`,
    );
    expect(said({ state: 'acknowledged', acknowledgedBy: 'Dr Rowe' })).toBe(`E${at}`);
    expect(shownTask(task, task.raisedAt, true, OURS, WHOM).escalated).toBe('');
  });

  it.each([
    ['2026-11-18T10:00:30Z', 'less than a minute'],
    ['2026-11-18T10:01:00Z', '1 minute'],
    ['2026-11-19T10:00:00Z', '24 hours'],
    ['2026-11-20T10:00:00Z', '2 days'],
  ])('at %s is %s old', (now, age) => expect(ageOf(task.raisedAt, new Date(now))).toBe(age));
});

describe('who is watching', () => {
  const duty = {
    role: 'duty clinician',
    escalateTo: { role: 'duty manager', contact: 'bleep 456' },
    acknowledgeWithinWorkingMinutes: 60,
    doneWithinWorkingMinutes: 120,
    onCallRoute: null,
  };
  const evening = new Date('2026-11-20T18:00:00Z');

  it('is the duty role in working hours', () => {
    const notice = dutyNotice(new Date('2026-11-18T10:00:00Z'), duty, 'bleep 123');
    expect(notice.watched).toBe(true);
    expect(notice.lines.join(' ')).toContain('bleep 123');
  });

  it('is nobody anybody knows of where no contact of the duty role is set, also in working hours', () => {
    const notice = dutyNotice(new Date('2026-11-18T10:00:00Z'), duty, null);
    expect(notice.watched).toBe(false);
    expect(notice.lines.join(' ')).toContain('nobody is known to be watching');
  });

  it('names the role to whom what is not acknowledged goes, and says when it cannot be reached either', () => {
    const on = new Date('2026-11-18T10:00:00Z');
    expect(dutyNotice(on, duty, 'bleep 123').lines.join(' ')).toContain(
      'goes to the duty manager (bleep 456)',
    );
    expect(dutyNotice(on, duty, 'bleep 123').lines.join(' ')).toContain(
      'not done within 120 working minutes after that',
    );
    const unset = { ...duty, escalateTo: { role: 'duty manager', contact: null } };
    expect(dutyNotice(on, unset, 'bleep 123').lines.join(' ')).toContain('for whom no contact is set');
  });

  it('is nobody out of hours where no route is configured, and the page says until when', () => {
    const notice = dutyNotice(evening, duty, 'bleep 123');
    expect(notice.watched).toBe(false);
    expect(notice.lines.join(' ')).toMatch(
      /Nobody is watching this page until Monday 23 November 2026 at 09:00.*999.*option 2/,
    );
  });

  it('is the configured route where there is one', () => {
    const notice = dutyNotice(
      evening,
      {
        ...duty,
        onCallRoute: 'switchboard, ask for the on-call paediatrician',
      },
      null,
    );
    expect(notice.watched).toBe(true);
    expect(notice.lines.join(' ')).toContain('ask for the on-call paediatrician');
  });
});
