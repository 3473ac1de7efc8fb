import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessibilityFaults, openWindow, scrollsSideways, type Window } from '../browser/browser.js';
import { forget, freshDataDir, startService, type RunningService } from '../browser/service.js';

let service: RunningService;
let dataDir: string;
const windows: Window[] = [];

beforeAll(async () => {
  dataDir = freshDataDir();
  service = await startService(dataDir);
});
afterAll(async () => {
  for (const window of windows) await window.close();
  await service.interrupt();
  await forget(dataDir);
});

async function given(screen: 'desktop' | 'phone' = 'desktop', javaScript = true): Promise<Window> {
  const window = await openWindow(service.address, screen, javaScript);
  windows.push(window);
  return window;
}

const choose = async ({ page }: Window, name: string): Promise<void> => {
  await page.getByRole('button', { name: `Sign in as ${name}`, exact: true }).click();
  await page.waitForLoadState();
};

describe('somebody who works here', () => {
  it.each([
    ['desktop', true],
    ['phone', true],
    ['desktop', false],
  ] as const)(
    'on a %s (JavaScript: %s) chooses who they are, arrives at their waiting list, and signs out',
    async (screen, javaScript) => {
      const window = await given(screen, javaScript);
      const { page, troubles } = window;
      await page.goto('/');
      expect(await page.locator('h1').textContent()).toBe('Choose who you are');
      if (javaScript) expect(await accessibilityFaults(page)).toEqual([]);
      if (javaScript) expect(await scrollsSideways(page)).toBe(false);

      await choose(window, 'Dr Amara Okafor');
      expect(new URL(page.url()).pathname).toBe('/');
      expect(await page.textContent('body')).toContain('Signed in as Dr Amara Okafor, Clinician, RK9');
      expect(await page.locator('a.breakwater-queue__name').count()).toBeGreaterThan(5);
      if (javaScript) expect(await accessibilityFaults(page)).toEqual([]);

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForLoadState();
      expect(await page.textContent('h1')).toBe('You are signed out of Breakwater');
      await page.getByRole('button', { name: 'Leave it as well' }).click();
      await page.waitForLoadState();
      expect(await page.textContent('h1')).toBe('You are signed out');
      if (javaScript) expect(await accessibilityFaults(page)).toEqual([]);

      await page.goto('/tasks');
      expect(await page.locator('h1').textContent()).toBe('Choose who you are');
      expect(troubles).toEqual([]);
    },
  );

  it('comes back to the page they asked for, and sees in the menu what their role may open', async () => {
    const window = await given();
    await window.page.goto('/tasks');
    await choose(window, 'Dee Hannaford');
    expect(new URL(window.page.url()).pathname).toBe('/tasks');
    const menu = await window.page.locator('nav[aria-label=Main] a').allTextContents();
    expect(menu.map((text) => text.trim())).toContain('Messages');
    expect(menu.map((text) => text.trim())).not.toContain('Who looked');
  });

  it('whose role has no use here is told so in one sentence', async () => {
    const window = await given('phone');
    await window.page.goto('/sign-in');
    await choose(window, 'Quin Newcombe');
    expect(await window.page.textContent('main')).toContain('The role you signed in with has no use here.');
    expect(await accessibilityFaults(window.page)).toEqual([]);
  });
});

describe('a session', () => {
  it('outlives a restart of the service', async () => {
    const window = await given();
    await window.page.goto('/');
    await choose(window, 'Ben Trevail');
    await service.interrupt();
    service = await startService(dataDir);
    // Another port of the same host name: browsers send the same cookies there.
    await window.page.goto(service.address);
    expect(await window.page.textContent('body')).toContain('Signed in as Ben Trevail');
  });
});
