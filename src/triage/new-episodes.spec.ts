import { describe, expect, it } from '@jest/globals';
import type { Alarm } from './act-today.js';
import { type EpisodesOfChild, newEpisodes } from './new-episodes.js';

const route = (name: string, ...evidence: string[]) => ({ title: name, whatToDo: [`${name}!`], evidence });
const alarm = (...routes: Alarm['routes']): Alarm => ({
  referralId: 'r',
  childId: 'c',
  decisionId: 'd',
  routes,
});
const known = (open: EpisodesOfChild['open'], ...dealtWith: string[]): EpisodesOfChild => ({
  open,
  dealtWith: new Set(dealtWith),
});
const open = (referralId: string, inputKey: string, ...evidence: string[]) => ({
  referralId,
  inputKey,
  evidence,
});

describe('the episodes an alarm starts', () => {
  it('are one for all that is new, with the words of every rule behind it', () => {
    const [episode, ...more] = newEpisodes(alarm(route('plan', 'p:1'), route('unsafe', 'u:2')), undefined);
    expect(more).toEqual([]);
    expect(episode).toMatchObject({
      evidence: ['p:1', 'u:2'],
      task: { titles: ['plan', 'unsafe'], whatToDo: ['plan!', 'unsafe!'] },
    });
  });

  it('are none where everything is dealt with or in hand on this list', () => {
    const both = alarm(route('plan', 'p:1'), route('unsafe', 'u:2'));
    expect(newEpisodes(both, known([open('r', 'k', 'u:2')], 'p:1'))).toEqual([]);
  });

  it('are one of its own for new danger while another is open, with only its own words', () => {
    const both = alarm(route('plan', 'p:1'), route('unsafe', 'u:2'));
    const [episode, ...more] = newEpisodes(both, known([open('r', 'k', 'u:2')]));
    expect(more).toEqual([]);
    expect(episode).toMatchObject({ evidence: ['p:1'], task: { titles: ['plan'], whatToDo: ['plan!'] } });
    expect(episode?.inputKey).not.toBe('k');
  });

  it('are those of another list under their own names, without another task', () => {
    const both = alarm(route('plan', 'p:1'), route('unsafe', 'u:2'));
    const elsewhere = known([open('s', 'k', 'u:2'), open('s', 'm', 'p:1'), open('t', 'k', 'u:2')]);
    expect(newEpisodes(both, elsewhere).map(({ inputKey, task }) => [inputKey, task])).toEqual([
      ['k', null],
      ['m', null],
    ]);
  });
});
