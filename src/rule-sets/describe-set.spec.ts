import { describe, expect, it } from '@jest/globals';
import { smallTool } from '../../test/support/tools.js';
import { describeSet } from './describe-set.js';
import { descriptionText } from './description-words.js';

describe('the description of a published tool', () => {
  const described = describeSet(
    smallTool({
      verificationOnly: true,
      slotShares: { words: 'one to one', source: 'Table 2', shares: { p1: 1, p2: 1 } },
      waitTables: [
        { id: 'far', title: 'Elsewhere', source: 'There', waits: { p2: { words: 'within 12 weeks' } } },
      ],
    }),
  );

  it('names every fact with its meaning, and what may be said of it', () => {
    expect(described.facts.map(({ code }) => code)).toEqual(['rating', 'harm', 'acute', 'days_waited']);
    expect(described.facts[0]).toMatchObject({
      range: [0, 4],
      whichConcern: 'the higher, the more concerning',
    });
    expect(described.facts[1]?.values?.[2]).toEqual({ value: 'severe', title: 'Severe harm' });
  });

  it('says of each rule what it gives, by the names of the bands', () => {
    expect(described.rules.map((rule) => rule.then)).toEqual([
      'P1',
      'P2 or above; a clinician must choose',
      'a gap: the published table leaves this open',
      'P3',
      'moves P3 to P2 or P1, as a clinician must choose',
      'advice (Tell the family doctor.)',
    ]);
  });

  it('says what the table leaves open, what is left out and why, and how far it may be used', () => {
    const text = descriptionText(described);
    for (const words of [
      'Verification only: never to be used on children as it stands.',
      'one: A rating of 1 stands in no row. (Table 1)',
      'The second page. It could not be read.',
      'Elsewhere: p2 within 12 weeks (There)',
      'one to one (Table 2)',
      'Where no rule holds: a gap, since the published table says nothing then.',
      'Invented here.',
    ])
      expect(text).toContain(words);
  });
});
