import { describe, expect, it } from '@jest/globals';
import { holdReasons } from '../comms/hold-reason.js';
import { roles } from '../kernel/role.js';
import { type As, viewerOf } from '../../test/support/viewers.js';
import { seenTask, ACT_TODAY } from './seen-task.js';
import type { Task } from './task.js';
import { CLINICAL_TEAM, mayDo, notToldApart, taskOwners } from './task-owners.js';

const task: Task = {
  id: '7',
  kind: 'message_held',
  key: 'message_held:7',
  ownerRole: 'safeguarding lead',
  childId: 'c',
  referralId: 'r',
  title: 'A family is due a message that must not go by itself',
  detail: {
    lines: ['The child has a protection plan'],
    list: 'NR5/slt',
    where: '/messages/7',
    evidence: 'x',
    noteWhenAcknowledged: 'Rang the social worker',
  },
  state: 'done',
  raisedAt: new Date('2026-11-18T10:00:00Z'),
  dueAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  escalatedAt: null,
  doneAt: new Date('2026-11-18T11:00:00Z'),
  doneBy: 'Kim',
  doneNote: 'Spoke to the family',
};
const ON_THEIR_LIST = { mayChange: true };
const asked = (as: As, standing = ON_THEIR_LIST) => [viewerOf(as), standing] as const;
const whoDo = (kind: string, ownerRole: string) => roles.filter((role) => mayDo(role, { kind, ownerRole }));

describe('a task is done', () => {
  it('by clinicians where it is act today, whatever the site calls its duty roles', () => {
    for (const ownerRole of ['duty clinician', 'duty manager', 'consultant on call'])
      expect(whoDo('act_today', ownerRole)).toEqual(['clinician']);
  });

  it('by the role that its owner is, and by nobody where no such owner is known', () => {
    expect(whoDo('message_held', 'list office')).toEqual(['list_office']);
    expect(whoDo('message_held', 'safeguarding lead')).toEqual(['clinician']);
    expect(whoDo('record_opened', 'privacy officer')).toEqual(['privacy_officer']);
    expect(whoDo('other', 'somebody')).toEqual([]);
  });

  it('by somebody, whatever holds a message', () => {
    expect(Object.values(holdReasons).filter(({ owner }) => !(owner in taskOwners))).toEqual([]);
  });
});

describe('a task is seen', () => {
  it('whole by who may do it', () => {
    expect(seenTask(task, viewerOf('clinician'), ON_THEIR_LIST)).toEqual({ ...task, moves: [] });
  });

  it('without why it was raised, and what was written about it, by others', () => {
    const seen = seenTask(task, viewerOf('list_office'), ON_THEIR_LIST);
    expect(seen).toMatchObject({ id: '7', ownerRole: CLINICAL_TEAM, state: 'done', doneNote: null });
    expect(seen.detail).toEqual({ list: 'NR5/slt' });
  });

  it('without which clinician it is for, by others, but with every other owner', () => {
    const clinicians = ['triage clinician', 'clinical lead', 'safeguarding lead'];
    for (const role of roles) expect(notToldApart(role)).toEqual(role === 'clinician' ? [] : clinicians);
    const office = { ...task, ownerRole: 'list office' };
    expect(seenTask(office, viewerOf('clinician'), ON_THEIR_LIST).ownerRole).toBe('list office');
  });

  it('without the rule’s words in its title, where those say what was found', () => {
    const urgent = { ...task, kind: 'act_today', title: 'Act today: unsafe at home' };
    expect(seenTask(urgent, viewerOf('mdt_coordinator'), ON_THEIR_LIST).title).toBe(ACT_TODAY);
    expect(seenTask(urgent, viewerOf('clinician'), ON_THEIR_LIST).title).toBe('Act today: unsafe at home');
  });

  it('without the rule’s words, and what was written, by who does such tasks and works on another list', () => {
    const urgent = { ...task, kind: 'act_today', title: 'Act today: unsafe at home' };
    for (const standing of [{ mayChange: false }, undefined]) {
      const seen = seenTask(urgent, viewerOf('clinician'), standing);
      expect(seen).toMatchObject({
        title: ACT_TODAY,
        detail: { list: 'NR5/slt' },
        doneNote: null,
        moves: [],
      });
    }
  });

  it('with what of it the reader may do now: by their role, on a list of theirs, as it stands', () => {
    const moves = (state: Task['state'], ...[as, standing]: Parameters<typeof asked>) =>
      seenTask({ ...task, state }, ...asked(as, standing)).moves;
    expect(moves('open', 'clinician')).toEqual(['acknowledge', 'finish']);
    expect(moves('escalated', 'clinician')).toEqual(['acknowledge', 'finish']);
    expect(moves('acknowledged', 'clinician')).toEqual(['finish']);
    expect(moves('done', 'clinician')).toEqual([]);
    expect(moves('open', 'clinician', { mayChange: false })).toEqual([]);
    expect(moves('open', 'list_office')).toEqual([]);
    expect(moves('open', 'mdt_coordinator')).toEqual([]);
  });
});
