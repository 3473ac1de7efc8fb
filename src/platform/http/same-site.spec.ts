import { describe, expect, it } from '@jest/globals';
import { refusal, type RequestOrigin } from './same-site.js';

const asked = (part: Partial<RequestOrigin>): string | null =>
  refusal({ method: 'GET', host: 'localhost:3000', origin: undefined, secFetchSite: undefined, ...part }, [
    'triage.example',
  ]);

describe('a request', () => {
  it.each([
    'localhost',
    'localhost:3000',
    '127.0.0.1:3000',
    '[::1]:3000',
    'triage.example',
    'TRIAGE.example:443',
  ])('is answered under our own name %s', (host) => expect(asked({ host })).toBeNull());

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '192.168.0.7:3000',
    'localhost:3000@evil',
    'a b',
  ])('is refused under any other name: %p', (host) => expect(asked({ host })).toMatch('host name'));

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s from another site is refused', (method) => {
    expect(asked({ method, origin: 'https://evil.example' })).toMatch('another site');
    expect(asked({ method, origin: 'null' })).toMatch('another site');
    expect(asked({ method, secFetchSite: 'cross-site' })).toMatch('another site');
    expect(asked({ method, secFetchSite: 'same-site', origin: 'http://localhost:3000' })).toMatch(
      'another site',
    );
    expect(asked({ method, origin: 'http://localhost:4000' })).toMatch('another site');
  });

  it.each(['/sign-in', '/sign-in/callback', '/SIGN-IN/'])(
    'for the way in at %s is refused as part of another page, and let through as a page',
    (path) => {
      for (const secFetchDest of ['image', 'script', 'iframe', 'empty'])
        expect(asked({ path, secFetchDest, secFetchSite: 'cross-site' })).toMatch('no part of another');
      expect(asked({ path, secFetchDest: 'document', secFetchSite: 'cross-site' })).toBeNull();
      expect(asked({ path })).toBeNull();
      expect(asked({ path: '/tasks', secFetchDest: 'image' })).toBeNull();
    },
  );

  it('from our own page, or from a program, is let through', () => {
    expect(
      asked({ method: 'POST', origin: 'http://localhost:3000', secFetchSite: 'same-origin' }),
    ).toBeNull();
    expect(asked({ method: 'POST' })).toBeNull();
  });

  it('that only reads may come from a link on another site', () => {
    expect(asked({ secFetchSite: 'cross-site' })).toBeNull();
  });
});
