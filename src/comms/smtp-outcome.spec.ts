import { describe, expect, it } from '@jest/globals';
import { isAllowed } from './allow-list.js';
import { claimsExpireBefore, MOST_ATTEMPTS, nextAttempt } from './delivery-times.js';
import { emailAddress } from './email-address.js';
import { plainName } from './plain-name.js';
import { type SmtpFault, smtpOutcome } from './smtp-outcome.js';

describe('what an SMTP error means', () => {
  it.each<[string, SmtpFault, boolean, string]>([
    ['nobody answers', { code: 'ECONNREFUSED', command: 'CONN' }, false, 'refused_for_now'],
    ['the greeting refuses', { command: 'CONN', responseCode: 554 }, false, 'refused_for_now'],
    ['sign-in is refused', { command: 'AUTH PLAIN', responseCode: 535 }, false, 'refused_for_now'],
    ['the sender is refused', { command: 'MAIL FROM', responseCode: 550 }, false, 'refused_for_now'],
    ['the recipient is refused for now', { command: 'RCPT TO', responseCode: 451 }, false, 'refused_for_now'],
    ['the recipient is refused', { command: 'RCPT TO', responseCode: 550 }, false, 'refused_for_good'],
    ['DATA is refused', { command: 'DATA', responseCode: 554 }, false, 'refused_for_good'],
    ['the text is refused', { command: 'DATA', responseCode: 554 }, true, 'refused_for_good'],
    ['the text is refused for now', { command: 'DATA', responseCode: 452 }, true, 'refused_for_now'],
    ['the line breaks before the text', { code: 'ESOCKET', command: 'CONN' }, false, 'refused_for_now'],
    ['the line breaks after the text began', { code: 'ESOCKET', command: 'CONN' }, true, 'unknown'],
    ['the server says goodbye after the text began', { command: 'CONN', responseCode: 421 }, true, 'unknown'],
    ['time runs out after the text began', { code: 'ETIMEDOUT' }, true, 'unknown'],
  ])('where %s', (_, fault, textBegan, is) => {
    const outcome = smtpOutcome(fault, textBegan);
    expect(outcome.is).toBe(is);
    expect(outcome).not.toHaveProperty('why', '');
  });
});

describe('an email address', () => {
  it.each(['amelia@example.org', "o'brien+nhs@mail.example.org", ' spaced@example.org '])(
    'may be %s',
    (text) => {
      expect(emailAddress(text)).toBe(text.trim());
    },
  );

  it.each([
    '',
    'amelia',
    'a@b',
    'a@example.org,b@example.org',
    'a@example.org b@example.org',
    'a@example.org\r\nBcc: b@example.org',
    '"a b"@example.org',
    'Amelia <a@example.org>',
    '.a@example.org',
    'a..b@example.org',
    'a@-example.org',
    `${'a'.repeat(250)}@example.org`,
    'ä@example.org',
  ])('is never %j', (text) => {
    expect(emailAddress(text)).toBeUndefined();
  });
});

describe('a name in a message', () => {
  it.each(['Amelia Pengelly', 'Seán O’Brien', 'Łucja Smith-Jones', 'J. R. Ng', "D'Arcy", 'Björn'])(
    'may be %s',
    (name) => {
      expect(plainName(name)).toBe(name);
    },
  );

  it.each([
    '',
    'evil.example',
    'http://x',
    'Amy\nBcc',
    'Amy <b>',
    '{{child_name}}',
    'Amy 07700 900123',
    '-Amy',
    'x'.repeat(81),
  ])('is never %j', (name) => {
    expect(plainName(name)).toBeUndefined();
  });
});

describe('the allow-list', () => {
  it('allows an address or a whole domain, and nothing that only looks like one', () => {
    const allowed = ['test@nhs.example', '@example.org'];
    expect(['TEST@nhs.example', 'anybody@example.org'].every((address) => isAllowed(allowed, address))).toBe(
      true,
    );
    for (const address of [
      'other@nhs.example',
      'a@sub.example.org',
      'a@example.org.evil.test',
      'example.org',
    ])
      expect([address, isAllowed(allowed, address)]).toEqual([address, false]);
    expect(isAllowed([], 'a@example.org')).toBe(false);
  });
});

describe('delivery times', () => {
  const now = new Date('2026-11-22T11:00:00Z');
  it('wait twice as long after each refusal, and at most 4 hours', () => {
    const minutes = Array.from(
      { length: MOST_ATTEMPTS + 2 },
      (_, index) => (nextAttempt(index + 1, now).getTime() - now.getTime()) / 60_000,
    );
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 240, 240]);
  });

  it('take a worker for dead after 5 minutes', () => {
    expect(claimsExpireBefore(now).toISOString()).toBe('2026-11-22T10:55:00.000Z');
  });
});
