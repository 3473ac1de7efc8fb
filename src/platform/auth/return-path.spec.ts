import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeReturnPath } from './return-path.js';

describe('where somebody goes on after signing in', () => {
  it('is the page they asked for', () => {
    expect(safeReturnPath('/referrals/1?from=queue')).toBe('/referrals/1?from=queue');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    '/./\\evil.example',
    '/sign-in?to=/sign-in',
    '/sign-out',
    '',
    undefined,
    ['/', '/'],
    `/${'x'.repeat(2_000)}`,
  ])('is the start page instead of %p', (asked) => {
    expect(safeReturnPath(asked)).toBe('/');
  });

  it('is never another site, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc
            .array(fc.constantFrom('/', '\\', '.', ':', '@', 'evil', '%2f', '\t'))
            .map((parts) => parts.join('')),
        ),
        (asked) => new URL(safeReturnPath(asked), 'https://us.example').origin === 'https://us.example',
      ),
      { numRuns: 500 },
    );
  });
});
