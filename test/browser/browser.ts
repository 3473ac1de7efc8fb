import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** A real browser as a person has it: a desktop window or a phone, and a record of everything that went wrong in it. */
export interface Window {
  page: Page;
  /** Console errors, failed requests and requests to anywhere but our own address. */
  troubles: string[];
  close(): Promise<void>;
}

export const screens = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

export async function openWindow(
  address: string,
  screen: keyof typeof screens = 'desktop',
  javaScript = true,
): Promise<Window> {
  const profile = mkdtempSync(join(tmpdir(), 'breakwater-browser-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath(),
    headless: true,
    viewport: screens[screen],
    javaScriptEnabled: javaScript,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    baseURL: address,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:'))
      troubles.push(`request elsewhere: ${request.url()}`);
  });
  page.on('requestfailed', (request) =>
    troubles.push(`request failed: ${request.url()} ${request.failure()?.errorText ?? ''}`),
  );
  return {
    page,
    troubles,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** What axe-core finds against WCAG 2.2 AA on the page as it stands; each line says the rule and the place. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help} at ${node.target.join(' ')}`),
  );
}

/** Whether the page is wider than the window, so that a person on a phone must scroll sideways. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

function browserPath(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        continue;
      }
    }
  }
  throw new Error(
    'No Chromium on the path: install Debian\'s package "chromium", or say where it is in CHROMIUM_PATH',
  );
}
