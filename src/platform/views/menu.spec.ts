import { describe, expect, it } from '@jest/globals';
import { type Role, roles } from '../../kernel/role.js';
import { navigationAt, startOf } from './menu.js';

const currentAt = (path: string) =>
  navigationAt(path, 'list_office')
    .filter((item) => item.current)
    .map((item) => item.text);

describe('the menu', () => {
  it.each([
    ['/', ['Waiting list']],
    ['/referrals/0b2f', ['Waiting list']],
    ['/tasks', ['Tasks']],
    ['/messages/1', ['Messages']],
    ['/outbox', ['Outbox']],
    ['/api/docs', ['API']],
    ['/tasksmith', []],
  ])('at %s marks %p', (path, items) => {
    expect(currentAt(path)).toEqual(items);
  });

  it('shows a role what it may open, and nobody what needs signing in', () => {
    const shown = (role: Role | null): string[] => navigationAt('/', role).map((item) => item.text);
    expect(shown(null)).toEqual(['API']);
    expect(shown('access_member')).toEqual(expect.arrayContaining(['Flagged children', 'API']));
    expect(shown('access_member')).not.toContain('Waiting list');
    expect(shown('auditor')).toContain('Who looked');
  });

  it('gives every role a page of its menu to begin at', () => {
    expect(startOf('clinician')).toBe('/');
    expect(startOf('auditor')).toBe('/audit');
    for (const role of roles) {
      const pages = navigationAt('/', role).map((item) => item.href);
      expect([...pages, '/signed-in']).toContain(startOf(role));
    }
  });
});
