import { describe, expect, it } from '@jest/globals';
import { cookieFor, cookieIn } from './cookies.js';

describe('the session cookie', () => {
  it('over https is one that no other host can plant and no plain connection carries', () => {
    expect(cookieFor('session', true)).toEqual({
      name: '__Host-breakwater',
      options: { httpOnly: true, secure: true, sameSite: 'lax', path: '/' },
    });
  });

  it('has a plain name only on this machine', () => {
    expect(cookieFor('session', false)).toMatchObject({ name: 'breakwater', options: { secure: false } });
  });

  it('is not believed where two of its name disagree', () => {
    const of = (cookie?: string) => cookieIn({ headers: { cookie } }, 'breakwater');
    expect(of('a=1; breakwater=x; b=2')).toBe('x');
    expect(of('breakwater=x; breakwater=y')).toBeUndefined();
    expect(of('breakwater=x; breakwater=x')).toBe('x');
    expect(of('other-breakwater=x')).toBeUndefined();
    expect(of()).toBeUndefined();
  });
});
