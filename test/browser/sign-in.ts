import { openWindow, type Window } from './browser.js';

/** A window of its own in which one of the demo's people has signed in through the demo's identity provider. */
export async function signedIn(
  address: string,
  name: string,
  screen: 'desktop' | 'phone' = 'desktop',
  javaScript = true,
): Promise<Window> {
  const window = await openWindow(address, screen, javaScript);
  await window.page.goto('/sign-in');
  await window.page.getByRole('button', { name: `Sign in as ${name}`, exact: true }).click();
  // Everything the page asks for has come: going on sooner would cut it off, and that would look like a fault of the page.
  await window.page.waitForLoadState('networkidle');
  return window;
}
