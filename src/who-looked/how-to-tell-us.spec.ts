import { describe, expect, it } from '@jest/globals';
import { exampleContactPoint } from '../comms/contact-point.js';
import { howToTellUs } from './how-to-tell-us.js';

describe('how a family tells us of a worry', () => {
  it('is by the telephone number and the address that messages give', () => {
    const words = howToTellUs({ ...exampleContactPoint, isExample: false });
    for (const word of [exampleContactPoint.phone, exampleContactPoint.email, exampleContactPoint.hours])
      expect(words).toContain(word);
  });

  it('is through whoever sent the page where no contact is set, never an invented one', () => {
    expect(howToTellUs(exampleContactPoint)).toBe(
      'If something here worries you, or you want to know who looked, please tell the team that sent you this page.',
    );
  });
});
