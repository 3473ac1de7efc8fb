import { describe, expect, it } from '@jest/globals';
import { pageBefore } from './page-before.js';

describe('after a form a person goes back to the page they came from', () => {
  it('keeps path and query of the page', () => {
    expect(pageBefore('http://localhost:3000/referrals/1?x=2#flags', '/mdt')).toBe('/referrals/1?x=2');
    expect(pageBefore('https://example.org', '/mdt')).toBe('/mdt');
  });

  it('never leads away from this service', () => {
    for (const referer of [
      undefined,
      '',
      'javascript:alert(1)',
      'http://localhost:3000//evil.example',
      'http://localhost:3000/\\evil.example',
      'http://localhost:3000/a\r\nset-cookie: x=1',
    ])
      expect(pageBefore(referer, '/mdt')).toBe('/mdt');
  });
});
