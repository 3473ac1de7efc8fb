import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessibilityFaults, scrollsSideways, type Window } from '../browser/browser.js';
import { forget, freshDataDir, runCommand, startService, type RunningService } from '../browser/service.js';
import { signedIn } from '../browser/sign-in.js';

/**
 * The first day with Breakwater, as its people live it: on the real service with its own PostgreSQL and the made-up
 * caseload, through the real pages in a real browser. One service runs for the whole file.
 */
interface QueueItem {
  referralId: string;
  childId: string;
  actToday: boolean;
  band: string;
  lists: string[];
  child: { name: string };
}

let service: RunningService;
let dataDir: string;
/** The coordinator of the whole city, who sees every list by agreement: what the service says is asked in her name. */
let city: Window;
const windows: Window[] = [];

/** The demo's people, by what they do (src/demo/identity/personas.ts). */
const SPEECH_THERAPIST = 'Ben Trevail';
const MENTAL_HEALTH = 'Dr Chidi Penrose';
const PAEDIATRICIAN = 'Dr Amara Okafor';
const LIST_OFFICE = 'Dee Hannaford';
const CITY = 'Grace Mutasa';

beforeAll(async () => {
  dataDir = freshDataDir();
  service = await startService(dataDir);
  city = await given(CITY);
});

afterAll(async () => {
  for (const window of windows) await window.close();
  await service.interrupt();
  await forget(dataDir);
});

async function given(
  name: string,
  screen: 'desktop' | 'phone' = 'desktop',
  javaScript = true,
): Promise<Window> {
  const window = await signedIn(service.address, name, screen, javaScript);
  windows.push(window);
  return window;
}

const asked = async <T>({ page }: Window, path: string): Promise<T> =>
  (await (await page.request.get(`${service.address}${path}`)).json()) as T;
const queue = async (query = '', who = city): Promise<QueueItem[]> =>
  (await asked<{ items: QueueItem[] }>(who, `/api/v1/waiting-list?limit=100${query}`)).items;

describe('a newcomer', () => {
  it('reads where to go and what to try, and reaches a queue that explains itself', async () => {
    expect(service.printed()).toContain('Breakwater is at http://localhost:');
    expect(service.printed()).toContain('/mdt');
    const { page, troubles } = city;
    await page.goto('/');
    expect(await page.title()).toContain('Waiting list');
    expect(await page.locator('table.breakwater-queue tbody tr').count()).toBeGreaterThan(10);
    expect(await page.textContent('body')).toContain('Signed in as Grace Mutasa');
    const first = page.locator('table.breakwater-queue tbody tr').first();
    expect(await first.textContent()).toMatch(/Act today: stands first until somebody records what was done/);
    expect(troubles).toEqual([]);
  });

  it('finds about 4,600 open referrals of about 3,700 children, some of them on two or three lists', async () => {
    const { page } = city;
    await page.goto('/');
    const summary = (await page.getByText(/[\d,]+ open referrals/).textContent()) ?? '';
    const open = Number(/([\d,]+) open referrals/.exec(summary)?.[1]?.replace(',', ''));
    expect(open).toBeGreaterThan(4_300);
    expect(open).toBeLessThan(4_900);
    const lists = (await queue()).map((item) => item.lists.length);
    expect(Math.max(...lists)).toBeGreaterThanOrEqual(2);
  });
});

describe('a clinician', () => {
  it('narrows the queue, turns the page without losing anybody, and comes back', async () => {
    const { page } = await given(SPEECH_THERAPIST);
    await page.goto('/');
    await page.selectOption('#service', 'slt');
    await page.selectOption('#band', 'high');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(page.url()).toContain('service=slt');
    const names = async (): Promise<string[]> =>
      page
        .locator('a.breakwater-queue__name')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const first = await names();
    expect(first.length).toBeGreaterThan(5);
    await page.goto('/?service=slt');
    const whole = await names();
    await page.getByRole('link', { name: /next/i }).first().click();
    const second = await names();
    expect(second.length).toBeGreaterThan(0);
    expect(second.filter((href) => whole.includes(href))).toEqual([]);
  });

  it('reads why a child stands there, confirms the band by name, and the queue says so', async () => {
    const clinician = await given(SPEECH_THERAPIST);
    const { page, troubles } = clinician;
    const item = (await queue('&band=high', clinician)).find((candidate) => !candidate.actToday);
    await page.goto(`/referrals/${item?.referralId ?? ''}`);
    const words = (await page.textContent('main')) ?? '';
    expect(words).toContain(item?.child.name);
    expect(words).toContain('multi-need');
    expect(words).toMatch(/[0-9a-f]{12}/);
    expect(words).toContain('Rules that apply');
    await page.getByText('Confirm this band, as a clinician').click();
    const choice = page.locator('input[name=band][type=radio]').first();
    if ((await choice.count()) > 0) await choice.check();
    await page.fill('#confirm-note', 'Agree after reading the referral.');
    await page.getByRole('button', { name: /^Confirm/ }).click();
    await page.waitForLoadState();
    expect(await page.textContent('main')).toContain(`${SPEECH_THERAPIST} confirmed`);
    const confirmed = await asked<{ entry: { bandConfirmed: boolean } }>(
      clinician,
      `/api/v1/referrals/${item?.referralId ?? ''}`,
    );
    expect(confirmed.entry.bandConfirmed).toBe(true);
    expect(troubles).toEqual([]);
  });

  it('gets the same decision when a stored one is made again', async () => {
    const clinician = await given(SPEECH_THERAPIST);
    const item = (await queue('', clinician)).at(-1);
    const referral = await asked<{ entry: { decisionId: string } }>(
      clinician,
      `/api/v1/referrals/${item?.referralId ?? ''}`,
    );
    const token = await clinician.page.locator('input[name=_csrf]').first().getAttribute('value');
    const replay = await clinician.page.request.post(
      `/api/v1/decisions/${referral.entry.decisionId}/replay`,
      { headers: { 'x-csrf-token': token ?? '' } },
    );
    expect(await replay.json()).toMatchObject({ identical: true, differences: [] });
  });
});

/** The first of the clinicians on whose lists a child stands for today. */
async function whoHasSomebodyToActOn(): Promise<{ clinician: Window; before: QueueItem[] }> {
  for (const name of [MENTAL_HEALTH, SPEECH_THERAPIST, PAEDIATRICIAN]) {
    const clinician = await given(name);
    const before = await queue('', clinician);
    if (before.some((item) => item.actToday)) return { clinician, before };
  }
  throw new Error('nobody is to be acted on today on any list of the demo');
}

describe('the duty role', () => {
  it('acknowledges a child for whom somebody must act today, says what was done, and only then the child leaves the top', async () => {
    const { clinician, before } = await whoHasSomebodyToActOn();
    const acting = before.filter((item) => item.actToday);
    expect(acting.length).toBeGreaterThan(0);
    expect(before.slice(0, acting.length).every((item) => item.actToday)).toBe(true);

    const { page } = clinician;
    await page.goto('/tasks');
    const task = page.locator('.nhsuk-card', { hasText: 'What to do now' }).first();
    const href = (await task.locator('a[href^="/referrals/"]').first().getAttribute('href')) ?? '';
    const referralId = href.split('/').at(-1) ?? '';
    expect(acting.map((item) => item.referralId)).toContain(referralId);
    const id = ((await task.getAttribute('id')) ?? '').replace('task-', '');

    await task.getByText('Acknowledge').first().click();
    await task.getByRole('button', { name: 'I am dealing with this' }).click();
    await page.waitForLoadState();
    expect((await queue('', clinician)).find((item) => item.referralId === referralId)?.actToday).toBe(true);

    await page.goto('/tasks');
    const same = page.locator(`#task-${id}`);
    await same
      .locator('summary', { hasText: /done|record/i })
      .first()
      .click();
    await page.fill(`#note-done-${id}`, 'Spoke to the family and the crisis team; a plan is in place.');
    await same.locator(`form[action="/tasks/${id}/done"] button`).click();
    await page.waitForLoadState();
    const after = await asked<{ entry: { actToday: boolean } }>(clinician, `/api/v1/referrals/${referralId}`);
    expect(after.entry.actToday).toBe(false);
  });
});

describe('a coordinator', () => {
  it('takes up a suggestion, is told when a reason is missing, and declines another with its reason', async () => {
    const { page } = city;
    await page.goto('/mdt');
    const board = await page
      .locator('#board option')
      .evaluateAll((options) =>
        options
          .map((option) => ({ value: option.getAttribute('value') ?? '', text: option.textContent ?? '' }))
          .find((one) => / \(([2-9]|\d\d+)\)/.test(one.text)),
      );
    await page.selectOption('#board', board?.value ?? '');
    await page.getByRole('button', { name: 'Show' }).click();

    const first = page.locator('.breakwater-board__child').first();
    await first.getByText('Move this flag').first().click();
    await first
      .locator('textarea[name=reason]')
      .first()
      .fill('Out of school since September; discuss on Thursday.');
    await first.locator('textarea[name=nextStep]').first().fill('Ask the school for its plan');
    await first.locator('button[value=flagged]').first().click();
    await page.waitForLoadState();
    expect(await page.textContent('main')).toContain('Ask the school for its plan');

    const other = page
      .locator('.breakwater-board__child', { has: page.locator('button[value=flagged]') })
      .first();
    await other.getByText('Move this flag').first().click();
    await other.locator('button[value=declined]').first().click();
    await page.waitForLoadState();
    expect(await page.locator('.nhsuk-error-summary').count()).toBe(1);
    await page
      .locator('.breakwater-board__child textarea[name=reason]:visible')
      .first()
      .fill('Already discussed with the family this month.');
    await page.locator('.breakwater-board__child button[value=declined]:visible').first().click();
    await page.waitForLoadState();
    expect(await page.locator('.nhsuk-error-summary').count()).toBe(0);
  });
});

describe('a family', () => {
  it('is told how long is left in plain words, asked whether they are OK, and told where to turn', async () => {
    const { page } = await given(LIST_OFFICE, 'phone');
    await page.goto('/outbox');
    const message = (await page.locator('article').first().textContent()) ?? '';
    expect(message).toMatch(/Are you OK\? Has anything changed\?/);
    expect(message).toMatch(/estimate, not a promise|cannot say yet|appointment/i);
    expect(message).toContain('999');
    expect(message).toContain('111');
    const all = (await page.textContent('main')) ?? '';
    expect(all).not.toMatch(
      /speech|neurodivers|paediatric|mental health team|CAMHS|position|average|autis|ADHD/i,
    );
  });

  it('whose message is held is counted as not delivered, with the reason in words', async () => {
    const { page } = await given(LIST_OFFICE);
    await page.goto('/messages');
    expect(await page.textContent('main')).toMatch(/due and not delivered/);
    expect(await page.getByRole('link', { name: /16 or over/ }).count()).toBeGreaterThan(0);
  });
});

describe('every page', () => {
  const RECORD = '/referrals/:id';
  /** Pages of each of the demo's people; `:id` is a referral of theirs, `:child` its child. */
  const pages: Readonly<Record<string, readonly string[]>> = {
    [PAEDIATRICIAN]: [
      '/?service=neurodiversity&band=high',
      '/tasks',
      RECORD,
      '/children/:child/contact',
      '/children/:child/who-looked',
      '/open-a-record',
      '/no-such-page',
    ],
    [LIST_OFFICE]: ['/messages', '/outbox', '/messages/:held'],
    [CITY]: ['/', '/mdt', '/api/docs'],
    'Hari Solanki': ['/mdt?board=access'],
    'Mina Rahman': ['/audit', '/audit/unusual'],
    'Nora Vivian': ['/figures'],
    'Owen Tregear': ['/opened-records', '/sharing', '/sharing/:agreement'],
  };

  it.each(['desktop', 'phone'] as const)(
    'on a %s has no accessibility fault, no script error, no request elsewhere, and no sideways scroll',
    async (screen) => {
      const faults: string[] = [];
      const [anybodys] = await queue();
      const register = await asked<{ agreements: { id: string }[] }>(city, '/api/v1/sharing');
      const agreement = register.agreements[0]?.id ?? '';
      for (const [name, paths] of Object.entries(pages)) {
        const window = await given(name, screen);
        const { page, troubles } = window;
        const own = paths.includes(RECORD) ? (await queue('', window))[0] : anybodys;
        const held = paths.includes('/messages/:held')
          ? (await asked<{ items: { id: string }[] }>(window, '/api/v1/messages?state=held')).items[0]
          : undefined;
        for (const path of paths) {
          await page.goto(
            path
              .replace(':id', own?.referralId ?? '')
              .replace(':child', own?.childId ?? '')
              .replace(':held', held?.id ?? '')
              .replace(':agreement', agreement),
            { waitUntil: 'networkidle' },
          );
          const answered = troubles
            .splice(0)
            .filter((trouble) => !(path === '/no-such-page' && trouble.includes('404')));
          const scanned = await accessibilityFaults(page);
          faults.push(...[...answered, ...scanned].map((fault) => `${name} ${path}: ${fault}`));
          if (await scrollsSideways(page)) faults.push(`${name} ${path}: scrolls sideways`);
        }
        await window.close();
        windows.splice(windows.indexOf(window), 1);
      }
      expect(faults).toEqual([]);
    },
  );

  it('works without JavaScript', async () => {
    const { page } = await given(PAEDIATRICIAN, 'desktop', false);
    await page.goto('/');
    await page.selectOption('#service', 'neurodiversity');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(page.url()).toContain('service=neurodiversity');
    await page.locator('a.breakwater-queue__name').first().click();
    expect(await page.locator('h1').count()).toBe(1);
  });
});

describe('a list office', () => {
  it('is refused an import into the demo in one sentence, while the service runs on the same database', async () => {
    const refused = await runCommand(dataDir, ['import', 'test/fixtures/extracts/nr5-slt-2026-11-15.csv']);
    expect(refused.code).toBe(2);
    expect(refused.err.trim().split('\n')).toHaveLength(1);
    expect(refused.err).toContain('--into-demo');
    const listed = await runCommand(dataDir, ['queue', '--limit', '3']);
    expect(
      listed.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as QueueItem).referralId),
    ).toEqual((await queue()).slice(0, 3).map((item) => item.referralId));
  });
});

describe('whoever runs it', () => {
  it('stops it with Ctrl-C, and a second start is ready in seconds and loads nothing twice', async () => {
    const before = (await queue()).map((item) => item.referralId);
    expect(await service.interrupt()).toBe(0);
    service = await startService(dataDir);
    expect(service.secondsToFirstPage).toBeLessThan(30);
    expect((await queue()).map((item) => item.referralId)).toEqual(before);
  });

  it('loses nothing when it is killed, and the next start takes over the database that lived on', async () => {
    const before = (await queue()).map((item) => item.referralId);
    await service.kill();
    service = await startService(dataDir);
    expect((await queue()).map((item) => item.referralId)).toEqual(before);
  });
});
