import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { dueMessage, updateEveryDays } from './cadence.js';
import { messageStates, onItsWay } from './message.js';
import { illegalMove, mayMove, messageMoves, movesOf } from './message-moves.js';
import { nextStep, type OnItsWay } from './plan.js';
import type { ListKnown, WhatIsKnown } from './what-is-known.js';

const today = plainDate('2026-11-22');
const entry = (referralId: string, receivedOn = '2026-01-05', service: 'slt' | 'mental_health' = 'slt') => ({
  referralId,
  service,
  receivedOn: plainDate(receivedOn),
});
const nothing = { lastOn: null, about: new Set<string>() };

describe('what a family is due', () => {
  it('is word of joining, within 28 days of it', () => {
    expect(dueMessage([entry('a', '2026-10-25')], nothing, today)).toEqual({ kind: 'joined', dueOn: today });
  });

  it('is an update where the child has long been waiting and nobody has written', () => {
    expect(dueMessage([entry('a', '2026-10-24')], nothing, today)).toEqual({ kind: 'update', dueOn: today });
  });

  it('is word of a second list at once, however lately the family was told of the first', () => {
    const told = { lastOn: plainDate('2026-11-21'), about: new Set(['a']) };
    expect(dueMessage([entry('a'), entry('b', '2026-11-20')], told, today)?.kind).toBe('joined');
  });

  it('is an update after 12 weeks to the day, and not before', () => {
    const told = (lastOn: string) => ({ lastOn: plainDate(lastOn), about: new Set(['a']) });
    expect(dueMessage([entry('a')], told('2026-08-30'), today)).toEqual({ kind: 'update', dueOn: today });
    expect(dueMessage([entry('a')], told('2026-08-31'), today)).toBeNull();
  });

  it('comes as often as the most demanding list asks', () => {
    expect(updateEveryDays([entry('a'), entry('b', '2026-01-05', 'mental_health')])).toBe(56);
    const told = { lastOn: plainDate('2026-09-27'), about: new Set(['a', 'b']) };
    const both = [entry('a'), entry('b', '2026-01-05', 'mental_health')];
    expect(dueMessage(both, told, today)).toEqual({ kind: 'update', dueOn: today });
  });

  it('is nothing once the child is on no list', () => {
    expect(dueMessage([], nothing, today)).toBeNull();
  });
});

describe('the next step of a message', () => {
  const known = (open: boolean): WhatIsKnown => ({
    childId: 'c',
    givenName: 'Sam',
    birthDate: plainDate('2019-03-01'),
    diedOn: null,
    restricted: false,
    lists: [{ open } as ListKnown],
    possibleMatch: {
      died: false,
      restricted: false,
      actToday: false,
      protectionPlan: false,
      lookedAfter: false,
    },
    facts: { lookedAfter: false, protectionPlan: false },
    actToday: false,
  });
  const send = { is: 'send', to: { name: 'A', address: 'a@example.org' }, channel: 'email' } as const;
  const hold = { is: 'hold', reasons: ['language'] } as const;
  const due = { kind: 'update', dueOn: today } as const;
  const on = (state: OnItsWay['state'], holdReasons: OnItsWay['holdReasons'] = []): OnItsWay => ({
    id: 'm',
    childId: 'c',
    state,
    kind: 'update',
    dueOn: today,
    holdReasons,
  });

  it('adds what is due, ready or held', () => {
    expect(nextStep(known(true), send, due, undefined)?.is).toBe('add_ready');
    expect(nextStep(known(true), hold, due, undefined)?.is).toBe('add_held');
    expect(nextStep(known(true), send, null, undefined)).toBeNull();
  });

  it('changes nothing where all is as it should be', () => {
    expect(nextStep(known(true), hold, due, on('held', ['language']))).toBeNull();
    expect(nextStep(known(true), send, due, on('ready'))).toBeNull();
  });

  it('holds what became unsafe, lets go what became safe, and follows the reasons', () => {
    expect(nextStep(known(true), hold, due, on('ready'))?.is).toBe('hold');
    expect(nextStep(known(true), hold, due, on('held', ['death']))?.is).toBe('hold');
    expect(nextStep(known(true), send, due, on('held', ['death']))?.is).toBe('ready');
  });

  it('drops what nobody needs any more', () => {
    expect(nextStep(known(false), send, null, on('ready'))?.is).toBe('cancel');
    expect(nextStep(known(false), hold, null, on('held', ['death']))?.is).toBe('cancel');
  });

  it('leaves alone what is in a worker’s hands, or waits for a person’s word', () => {
    for (const state of ['sending', 'uncertain'] as const)
      for (const verdict of [send, hold])
        for (const open of [true, false]) expect(nextStep(known(open), verdict, due, on(state))).toBeNull();
  });
});

describe('the moves of a message', () => {
  it('leave sent and cancelled alone for good', () => {
    for (const state of ['sent', 'cancelled'] as const)
      expect(messageMoves.filter((move) => move.from === state)).toEqual([]);
  });

  it('bring every state but the ends somewhere, and reach every state', () => {
    for (const state of messageStates) {
      if (state !== 'sent' && state !== 'cancelled')
        expect(messageMoves.some((move) => move.from === state)).toBe(true);
      if (state !== 'held') expect(messageMoves.some((move) => move.to === state)).toBe(true);
    }
  });

  it('give a person a word only where nobody else can know, and every word a label', () => {
    expect([
      ...new Set(messageMoves.filter((move) => move.by === 'person').map((move) => move.from)),
    ]).toEqual(['uncertain', 'failed']);
    for (const move of messageMoves) expect(move.label !== undefined).toBe(move.by === 'person');
  });

  it('say in words what is allowed instead', () => {
    expect(mayMove('held', 'sent', 'person')).toBe(false);
    expect(illegalMove('uncertain', 'held')).toContain('“It went”, “Send it again”, “Do not send it”');
    expect(illegalMove('sent', 'ready')).toContain('Nothing about it can be changed by hand');
    expect(movesOf('held', 'person')).toEqual([]);
    expect(onItsWay).toEqual(['held', 'ready', 'sending', 'uncertain']);
  });
});
