import { describe, expect, it } from '@jest/globals';
import { roles } from '../../kernel/role.js';
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
    expect(navigationAt('/', null).map((item) => item.text)).toEqual(['API']);
    expect(navigationAt('/', 'access_member').map((item) => item.text)).toEqual([
      'Flagged children',
      'Sharing',
      'API',
    ]);
    expect(navigationAt('/', 'board_reader').map((item) => item.text)).toEqual(['Sharing', 'API']);
  });

  it('gives every role a page to begin at', () => {
    expect(startOf('clinician')).toBe('/');
    expect(startOf('auditor')).toBe('/audit');
    expect(startOf('rules_lead')).toBe('/signed-in');
    expect(roles.map(startOf).every((path) => path.startsWith('/'))).toBe(true);
  });
});
