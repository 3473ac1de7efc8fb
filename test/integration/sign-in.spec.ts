import '../support/one-realm.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { personas } from '../../src/demo/identity/personas.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { csrfIn, Walker } from '../support/walker.js';

/** Nobody's page: whoever is signed in reads here that they are. */
const PAGE = '/signed-in';

let database: FreshDatabase;
let booted: BootedApp;
let base: string;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    env: { DEMO_IDENTITY: 'yes' },
    today: new Date().toISOString().slice(0, 10),
  });
  const { port } = booted.app.getHttpServer().address() as AddressInfo;
  base = `http://localhost:${port}`;
});
afterAll(async () => {
  await booted.close();
  await database.drop();
});

const walker = (): Walker => new Walker(base);
const isSignedIn = async (browser: Walker): Promise<boolean> =>
  (await (await browser.ask(PAGE)).text()).includes('Signed in as');
const signOut = async (browser: Walker): Promise<Response> => {
  const page = await (await browser.ask(PAGE)).text();
  return browser.ask('/sign-out', browser.form({ _csrf: csrfIn(page) }));
};
const trail = async (
  action: string,
): Promise<{ subject_id: string; actor_name: string; actor_role: string }[]> =>
  database.dataSource.query(
    'SELECT subject_id, actor_name, actor_role FROM trail WHERE action = $1 ORDER BY id',
    [action],
  );
/** The provider's own form on its page for leaving. */
const leaving = (html: string): { form: string; xsrf: string } => ({
  form: /<form[^>]*id="op\.logoutForm"[^>]*action="([^"]+)"/.exec(html)?.[1] ?? '',
  xsrf: /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '',
});
const sessionCookie = (browser: Walker): string => browser.cookies.get('breakwater') ?? '';

describe('a program of the demo', () => {
  const tokenOf = (program: string): Promise<Response> =>
    fetch(`${base}/demo-identity/programs/${program}/token`, { method: 'POST' });

  it('is given a token for whoever tries the API out, and is let in with it', async () => {
    const token = await (await tokenOf('nr5-feed')).text();
    const answer = await fetch(`${base}/api/v1/waiting-list?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('is one that the access map names: this service itself gets none', async () => {
    for (const none of ['breakwater', 'nobody', '__proto__'])
      expect([none, (await tokenOf(none)).status]).toEqual([none, 404]);
  });
});

describe('signing in', () => {
  it.each(personas.filter((one) => one.key !== 'quin').map((one) => [one.key, one.name]))(
    'as %s through the real flow ends on a page that names %s',
    async (key, name) => {
      const { url, response } = await walker().signInAs(key, '/api/docs');
      expect([url.pathname, response.status]).toEqual(['/api/docs', 200]);
      expect(await response.text()).toContain(`Signed in as ${name}`);
    },
  );

  it('leads whoever opens a page to sign in, and back to that page', async () => {
    const browser = walker();
    const asked = await browser.ask('/tasks?list=all');
    expect(asked.status).toBe(302);
    expect(asked.headers.get('location')).toBe('/sign-in?to=%2Ftasks%3Flist%3Dall');
    const { url } = await browser.signInAs('dee', '/tasks?list=all');
    expect(url.pathname + url.search).toBe('/tasks?list=all');
  });

  it('leads nowhere but here afterwards', async () => {
    const { url } = await walker().signInAs('nora', '//evil.example/');
    expect(url.origin).toBe(base);
  });

  it('answers a program that is not signed in with 401, and leads it nowhere', async () => {
    const response = await walker().ask('/api/v1/waiting-list');
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('goes on under the public name where it was begun under another', async () => {
    const other = new Walker(base.replace('localhost', '127.0.0.1'));
    const response = await other.ask('/sign-in?to=/tasks');
    expect(response.headers.get('location')).toBe(`${base}/sign-in?to=%2Ftasks`);
  });

  it('is refused in one sentence to a role that has no use here, and is in the trail', async () => {
    const browser = walker();
    const { response } = await browser.signInAs('quin');
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('The role you signed in with has no use here.');
    expect(sessionCookie(browser)).toBe('');
    expect((await trail('sign-in.refused')).at(-1)?.subject_id).toBe('role-unknown');
  });

  it('is in the trail with who, acting as what, and where from', async () => {
    await walker().signInAs('amara', PAGE);
    const rows: Record<string, unknown>[] = await database.dataSource.query(
      `SELECT actor_name, actor_role, organisation, agency, from_address, request_id FROM trail
       WHERE action = 'session.begun' ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0]).toMatchObject({
      actor_name: 'Dr Amara Okafor',
      actor_role: 'clinician',
      organisation: 'RK9',
      agency: 'health',
    });
    expect(String(rows[0]?.['from_address'])).toContain('127.0.0.1');
    expect(rows[0]?.['request_id']).not.toBeNull();
  });
});

describe('a link back from the provider', () => {
  it('works once', async () => {
    const browser = walker();
    const callback = await browser.chooseAs('ben');
    expect((await browser.ask(callback.href)).status).toBe(303);
    const again = await browser.ask(callback.href);
    expect(again.status).toBe(400);
    expect(await again.text()).toContain('This sign-in link was used before');
  });

  it('works only in the browser in which it was begun', async () => {
    const callback = await walker().chooseAs('ben');
    const victim = walker();
    await victim.follow('/sign-in');
    expect((await victim.ask(callback.href)).status).toBe(400);
    expect(await isSignedIn(victim)).toBe(false);
  });

  it('does not work with a code of another sign-in', async () => {
    const [one, two] = [walker(), walker()];
    const [first, second] = [await one.chooseAs('ben'), await two.chooseAs('amara')];
    second.searchParams.set('code', first.searchParams.get('code') ?? '');
    const response = await two.ask(second.href);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('could not be trusted');
  });

  it('does not work with a code that was used, under a state that was not', async () => {
    const browser = walker();
    const first = await browser.chooseAs('ben');
    await browser.ask(first.href);
    const second = await browser.chooseAs('ben');
    second.searchParams.set('code', first.searchParams.get('code') ?? '');
    expect((await browser.ask(second.href)).status).toBe(403);
  });

  it('does not work without its state, or naming another issuer', async () => {
    const browser = walker();
    const callback = await browser.chooseAs('ben');
    callback.searchParams.set('iss', 'https://evil.example');
    expect((await browser.ask(callback.href)).status).toBe(403);
    callback.searchParams.delete('state');
    expect((await browser.ask(callback.href)).status).toBe(400);
  });

  it('says that signing in was cancelled where the person did so', async () => {
    const browser = walker();
    const callback = await browser.chooseAs('ben');
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    const response = await browser.ask(callback.href);
    expect([response.status, (await response.text()).includes('cancelled')]).toEqual([403, true]);
  });

  it('is too late after ten minutes', async () => {
    const browser = walker();
    const callback = await browser.chooseAs('ben');
    await database.dataSource.query(
      `UPDATE sign_in_attempt SET started_at = started_at - interval '601 seconds'`,
    );
    const response = await browser.ask(callback.href);
    expect([response.status, (await response.text()).includes('longer than ten minutes')]).toEqual([
      400,
      true,
    ]);
  });
});

describe('a session', () => {
  it('is begun afresh at every sign-in, so that a planted one is worth nothing', async () => {
    const browser = walker();
    await browser.signInAs('ben', PAGE);
    const planted = sessionCookie(browser);
    await browser.signInAs('amara', PAGE);
    expect(sessionCookie(browser)).not.toBe(planted);
    const attacker = walker();
    attacker.cookies.set('breakwater', planted);
    expect(await isSignedIn(attacker)).toBe(false);
    attacker.cookies.set('breakwater', 'A'.repeat(43));
    await attacker.signInAs('ben', PAGE);
    expect(sessionCookie(attacker)).not.toBe('A'.repeat(43));
  });

  it('is shown to its person with their others, who end one of those and nobody else’s', async () => {
    await database.dataSource.query(
      `UPDATE session SET ended_at = seen_at, ended_why = 'signed out'
       WHERE ended_at IS NULL AND viewer ->> 'name' = 'Jory Kitto'`,
    );
    const [desk, ward, stranger] = [walker(), walker(), walker()];
    await desk.signInAs('jory', PAGE);
    await ward.signInAs('jory', PAGE);
    await stranger.signInAs('grace', PAGE);
    const page = await (await desk.ask('/signed-in')).text();
    expect(page.match(/name="session"/g)).toHaveLength(1);
    expect(page.match(/This browser/g)).toHaveLength(1);
    const other = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const end = async (browser: typeof desk, session: string): Promise<number> => {
      const csrf = csrfIn(await (await browser.ask('/signed-in')).text());
      return (await browser.ask('/sign-out/one', browser.form({ _csrf: csrf, session }))).status;
    };
    expect(await end(stranger, other)).toBe(404);
    expect(await isSignedIn(ward)).toBe(true);
    expect(await end(desk, other)).toBe(303);
    expect([await isSignedIn(ward), await isSignedIn(desk)]).toEqual([false, true]);
    expect((await trail('session.ended')).at(-1)).toMatchObject({ actor_name: 'Jory Kitto' });
  });

  it('is a cookie that scripts cannot read and other sites do not send', async () => {
    const browser = walker();
    const callback = await browser.chooseAs('ben');
    const response = await browser.ask(callback.href);
    const set = response.headers.getSetCookie().find((one) => one.startsWith('breakwater='));
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('ends everywhere when its person signs out anywhere, and nobody else is signed out', async () => {
    const [desk, ward, colleague] = [walker(), walker(), walker()];
    await desk.signInAs('kasia', PAGE);
    await ward.signInAs('kasia', PAGE);
    await colleague.signInAs('dee', PAGE);
    const response = await signOut(desk);
    expect(response.status).toBe(303);
    expect(new URL(response.headers.get('location') ?? '').pathname).toBe('/demo-identity/session/end');
    expect([await isSignedIn(desk), await isSignedIn(ward), await isSignedIn(colleague)]).toEqual([
      false,
      false,
      true,
    ]);
    expect((await trail('session.ended')).at(-1)).toMatchObject({ actor_name: 'Kasia Nowak' });
  });

  it('goes on at the provider to its end, where signing out leads', async () => {
    const browser = walker();
    await browser.signInAs('leon', PAGE);
    const leave = await browser.follow((await signOut(browser)).headers.get('location') ?? '');
    const html = await leave.response.text();
    const { form, xsrf } = leaving(html);
    expect(html).toContain('You are signed out of Breakwater');
    const confirmed = await browser.ask(form, browser.form({ xsrf, logout: 'yes' }));
    const { url, response } = await browser.follow(confirmed.headers.get('location') ?? '');
    expect(url.pathname).toBe('/signed-out');
    expect(await response.text()).toContain('You are signed out on every computer');
  });

  it('ends when the provider says that its own has ended', async () => {
    const browser = walker();
    await browser.signInAs('mina', PAGE);
    const end = await browser.ask('/demo-identity/session/end');
    const html = await end.text();
    const { form, xsrf } = leaving(html);
    expect(await isSignedIn(browser)).toBe(true);
    await browser.ask(form, browser.form({ xsrf, logout: 'yes' }));
    expect(await isSignedIn(browser)).toBe(false);
    const rows: { ended_why: string }[] = await database.dataSource.query(
      `SELECT ended_why FROM session WHERE viewer ->> 'name' = 'Mina Rahman' ORDER BY ended_at DESC NULLS LAST LIMIT 1`,
    );
    expect(rows[0]?.ended_why).toBe('ended by the identity provider');
  });
});

describe('a change asked for under a session', () => {
  it('is refused without its token, or with another session’s', async () => {
    const [mine, other] = [walker(), walker()];
    await mine.signInAs('dee', PAGE);
    await other.signInAs('ben', PAGE);
    const foreign = csrfIn(await (await other.ask(PAGE)).text());
    expect(foreign).toHaveLength(43);
    const without = await mine.ask('/sign-out', mine.form({}));
    expect([without.status, await without.text()]).toEqual([
      403,
      expect.stringContaining('nothing was changed'),
    ]);
    expect((await mine.ask('/sign-out', mine.form({ _csrf: foreign }))).status).toBe(403);
    expect(await isSignedIn(mine)).toBe(true);
    const json = await mine.ask('/api/v1/facts', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(403);
  });

  it('is refused from another site even with it', async () => {
    const mine = walker();
    await mine.signInAs('dee', PAGE);
    const token = csrfIn(await (await mine.ask(PAGE)).text());
    const form = mine.form({ _csrf: token });
    const sent = await mine.ask('/sign-out', {
      ...form,
      headers: { ...(form.headers as Record<string, string>), origin: 'https://evil.example' },
    });
    expect(sent.status).toBe(403);
  });

  it('passes with it as a field or as a header', async () => {
    for (const way of ['field', 'header'] as const) {
      const mine = walker();
      await mine.signInAs('dee', PAGE);
      const token = csrfIn(await (await mine.ask(PAGE)).text());
      const form = mine.form(way === 'field' ? { _csrf: token } : {});
      const sent = await mine.ask('/sign-out', {
        ...form,
        headers: {
          ...(form.headers as Record<string, string>),
          ...(way === 'header' ? { 'x-csrf-token': token } : {}),
        },
      });
      expect(sent.status).toBe(303);
    }
  });
});

describe('the demo identity provider', () => {
  it('never starts beside real children, or in production', async () => {
    const real = await freshDatabase();
    try {
      await real.dataSource.query(`INSERT INTO installation (kind) VALUES ('real')`);
      await expect(bootApp({ databaseUrl: real.url, env: { DEMO_IDENTITY: 'yes' } })).rejects.toThrow(
        'holds real children',
      );
      await expect(
        bootApp({ databaseUrl: real.url, env: { DEMO_IDENTITY: 'yes', NODE_ENV: 'production' } }),
      ).rejects.toThrow('DEMO_IDENTITY');
    } finally {
      await real.drop();
    }
  });

  it('is not there where nobody asked for it, and signing in says that it is not set up', async () => {
    const plain = await bootApp({ databaseUrl: database.url });
    try {
      expect((await plain.anybody.get('/demo-identity/.well-known/openid-configuration')).status).toBe(404);
      const { port } = plain.app.getHttpServer().address() as AddressInfo;
      const response = await new Walker(`http://localhost:${port}`).ask('/sign-in');
      expect([response.status, await response.text()]).toEqual([
        503,
        expect.stringContaining('no identity provider has been set up'),
      ]);
    } finally {
      await plain.close();
    }
  });
});
