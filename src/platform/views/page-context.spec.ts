import { describe, expect, it } from '@jest/globals';
import { navigationAt } from './page-context.js';

const currentAt = (path: string) =>
  navigationAt(path)
    .filter((item) => item.current)
    .map((item) => item.text);

describe('the menu', () => {
  it.each([
    ['/', ['Waiting list']],
    ['/referrals/0b2f', ['Waiting list']],
    ['/tasks', ['Tasks']],
    ['/mdt/plymouth-east', ['Flagged children']],
    ['/outbox', ['Outbox']],
    ['/api/docs', ['API']],
    ['/tasksmith', []],
  ])('at %s marks %p', (path, items) => {
    expect(currentAt(path)).toEqual(items);
  });
});
