import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_ALONE, SOMEONE } from '../../src/who-looked/family-copy.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { type FamilyRow, storeFact, storeFamily } from '../support/families.js';
import { lookedAt } from '../support/looked.js';
import type { As } from '../support/viewers.js';

/** Given the whole application, and people who looked at children on days of November 2026. */
let database: FreshDatabase;
let booted: BootedApp;
let auditor: Browser;
let officer: Browser;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({
    databaseUrl: database.url,
    today: '2026-11-24',
    env: { ACCESS_MAP_FILE: 'test/fixtures/access-map.json' },
  });
  auditor = await booted.as('auditor');
  officer = await booted.as('privacy_officer');
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const looked = (who: As, at: string, entry: Parameters<typeof lookedAt>[3]) =>
  lookedAt(database.dataSource, who, at, entry);

/** A family that has been written to about its list, so that it knows of the provider. */
async function told(part: FamilyRow = {}): Promise<string> {
  const { childId, referralIds } = await storeFamily(database.dataSource, part);
  await database.dataSource.query(
    `INSERT INTO message (child_id, referral_ids, kind, due_on, state, template, template_version, channel,
       recipient_name, recipient_address, subject, body, planned_by, sent_at)
     VALUES ($1, $2, 'joined', '2026-05-02', 'sent', 'joined', '1', 'email', 'A', 'a@example.org', 's', 'b', 'x', now())`,
    [childId, referralIds],
  );
  return childId;
}

/** Something to act on today about the child, ended or not yet. */
async function actToday(childId: string, endedAt: string | null): Promise<void> {
  await database.dataSource.query(
    `WITH made AS (
       INSERT INTO decision (referral_id, child_id, decided_for, decided_by, rule_set_id, rule_set_version,
         rule_set_hash, band, standing_band, could_be, act_today, standing_since, input_hash, receipt)
       SELECT id, child_id, '2026-08-01', 'test', 'multi-need', '1.0.0', repeat('0', 64), 'routine', 'routine', 'routine',
         true, '2026-05-01', repeat('0', 64), '{}' FROM referral WHERE child_id = $1 LIMIT 1
       RETURNING id, referral_id)
     INSERT INTO act_today_episode
       (referral_id, child_id, decision_id, started_at, input_key, evidence, ended_at, ended_by, what_was_done)
     SELECT referral_id, $1, id, '2026-08-01', repeat('a', 64), '{}', $2, 'A', 'Rang' FROM made`,
    [childId, endedAt],
  );
}

/** The page's own words, without the look at it by whoever asks. */
const familyPage = async (childId: string, browser: Browser = booted.http): Promise<string> =>
  (await browser.get(`/children/${childId}/who-looked?for=family`)).text;

describe('who looked at a child’s record, for the family', () => {
  it('says who looked, on which day, in plain words', async () => {
    const childId = await told({ givenName: 'Kit' });
    await looked('clinician', '2026-11-09T09:50:00Z', { childId });
    await looked('list_office', '2026-11-06T10:00:00Z', {
      childIds: [childId, randomUUID()],
      action: 'queue.viewed',
    });
    const page = await familyPage(childId, officer);
    for (const words of [
      'Who looked at Kit’s record',
      'Monday 9 November 2026',
      'Dr Lane from Livewell Southwest, who helps children with their health, looked at your child’s record, at 09:50.',
      'Friday 6 November 2026',
      'Lee Office from Livewell Southwest, who looks after the waiting list, saw your child’s name in a list, at 10:00.',
    ])
      expect(page).toContain(words);
    expect(page).not.toContain('203.0.113.9');
  });

  it.each([
    ['restricted', async () => told({ restricted: true })],
    ['looked after', async () => told({ entries: [{ record: { looked_after: 'Y' } }] })],
    [
      'on a child protection plan',
      async () => told({ entries: [{ record: { child_protection_plan: 'Y' } }] }),
    ],
    [
      'on a plan as the council alone says',
      async () => {
        const childId = await told();
        await storeFact(database.dataSource, childId, 'child_protection_plan', 'yes');
        return childId;
      },
    ],
    [
      'to be acted on today',
      async () => {
        const childId = await told();
        await actToday(childId, null);
        return childId;
      },
    ],
    [
      'one acted on within 90 days',
      async () => {
        const childId = await told();
        await actToday(childId, '2026-08-30T12:00:00Z');
        return childId;
      },
    ],
    [
      'one who told something in confidence',
      async () => {
        const childId = await told();
        await storeFact(database.dataSource, childId, 'getting_worse', 'no', {
          source: 'child',
          organisation: 'NR5',
        });
        return childId;
      },
    ],
    [
      'said by a clinician not to feel safe',
      async () => {
        const childId = await told();
        await storeFact(database.dataSource, childId, 'feels_safe', 'no', {
          source: 'clinician',
          organisation: 'NR5',
        });
        return childId;
      },
    ],
  ])('names nobody where the child is %s', async (_how, make) => {
    const childId = await make();
    await looked('clinician', '2026-11-09T09:50:00Z', { childId });
    for (const browser of [booted.http, officer]) {
      const page = await familyPage(childId, browser);
      expect(page).toContain(`${DAY_ALONE.who} ${DAY_ALONE.what}.`);
      expect(page).not.toContain('looked at your child’s record');
      const main = page.slice(page.indexOf('<main'));
      expect(main).not.toMatch(/Dr Lane|Livewell|09:50|restricted|protection|looked after/i);
    }
  });

  it('is the same from everybody who works with families, before a child is marked as one to be kept safe and after', async () => {
    const childId = await told();
    await looked('clinician', '2026-11-09T09:50:00Z', { childId });
    await looked('list_office', '2026-11-06T10:00:00Z', { childIds: [childId], action: 'queue.viewed' });
    const copies = async (): Promise<string[]> =>
      Promise.all(
        (['clinician', 'list_office', 'navigator'] as const).map(async (role) => {
          const page = await familyPage(childId, await booted.as(role));
          return page.slice(page.indexOf('<main'), page.indexOf('</main>'));
        }),
      );
    const before = await copies();
    for (const words of [
      'Only people who help your child, or who check that looking is fair, may look.',
      'Some days or lines are left out of every page like this one.',
    ])
      expect(before[0]).toContain(words);
    expect(before[0]).not.toMatch(/check on|leave out a name|safe/);
    expect(before[0]).toContain('Monday 9 November 2026');
    expect(new Set(before).size).toBe(1);
    await database.dataSource.query('UPDATE child SET restricted = true WHERE id = $1', [childId]);
    await actToday(childId, null);
    await storeFact(database.dataSource, childId, 'feels_safe', 'no', {
      source: 'child',
      organisation: 'NR5',
    });
    expect(await copies()).toEqual(before);
  });

  it('names people again 90 days after what had to be acted on, and where what was told is withdrawn', async () => {
    const childId = await told();
    await actToday(childId, '2026-08-20T12:00:00Z');
    await storeFact(database.dataSource, childId, 'feels_safe', 'no', {
      source: 'child',
      organisation: 'NR5',
      withdrawn: true,
    });
    await looked('clinician', '2026-11-09T09:50:00Z', { childId });
    expect(await familyPage(childId, officer)).toContain('Dr Lane from Livewell Southwest');
  });

  it('names nobody of an organisation of which the family was never told', async () => {
    const { childId } = await storeFamily(database.dataSource);
    await looked('clinician', '2026-11-09T09:50:00Z', { childId });
    const page = await familyPage(childId, officer);
    expect(page).toContain(`${SOMEONE} looked at your child’s record, at 09:50.`);
    expect(page).not.toContain('Dr Lane from');
  });

  it('never shows the last seven days, and says so on every page', async () => {
    for (const childId of [await told(), await told({ restricted: true })]) {
      await looked('clinician', '2026-11-16T23:59:00Z', { childId });
      await looked('clinician', '2026-11-17T00:01:00Z', { childId });
      const page = await familyPage(childId);
      expect(page).toContain('This page does not show the last 7 days.');
      expect(page).toContain('please tell the team that sent you this page.');
      expect(page).toContain('16 November 2026');
      expect(page).not.toContain('17 November 2026');
    }
  });

  it('leaves no trace of what the council or the child said', async () => {
    const childId = await told();
    const record = (source: string) =>
      looked(
        { role: 'access_member', organisation: 'PLYMOUTH-CC', agency: 'social_care' },
        '2026-11-05T09:00:00Z',
        {
          act: 'change',
          action: 'fact.recorded',
          subjectKind: 'fact',
          childId,
          detail: { source, code: 'child_protection_plan' },
        },
      );
    for (const source of ['council', 'child', 'school']) await record(source);
    expect(await familyPage(childId)).not.toContain('5 November');
    await record('parent');
    expect(await familyPage(childId, officer)).toContain('wrote in your child’s record');
  });

  it('is for staff who see the child, and says of any other child that there is none', async () => {
    const elsewhere = await told({ entries: [{ provider: 'RK9', service: 'neurodiversity' }] });
    expect((await booted.http.get(`/children/${elsewhere}/who-looked`)).status).toBe(404);
    expect((await booted.http.get(`/children/${randomUUID()}/who-looked`)).status).toBe(404);
    expect((await booted.http.get('/children/nonsense/who-looked')).status).toBe(404);
    expect((await auditor.get(`/children/${elsewhere}/who-looked`)).status).toBe(404);
    await looked('navigator', '2026-11-09T09:50:00Z', { childId: elsewhere });
    expect((await auditor.get(`/children/${elsewhere}/who-looked`)).status).toBe(200);
    expect((await (await booted.as('rules_lead')).get(`/children/${elsewhere}/who-looked`)).status).toBe(403);
  });

  it('is what clinicians read too: names and addresses are for those who watch', async () => {
    const childId = await told();
    await looked('clinician', '2026-11-09T09:50:00Z', { childId });
    expect((await booted.http.get(`/children/${childId}/who-looked?for=staff`)).status).toBe(403);
    const page = (await officer.get(`/children/${childId}/who-looked`)).text;
    for (const words of ['Dr Lane, Clinician, Livewell Southwest', '203.0.113.9', 'referral viewed'])
      expect(page).toContain(words);
  });

  it('writes the look at this page into the trail', async () => {
    const childId = await told();
    await familyPage(childId, officer);
    const [line] = await database.dataSource.query(
      `SELECT act, actor_role, detail FROM trail WHERE child_id = $1 AND action = 'who_looked.viewed'`,
      [childId],
    );
    expect(line).toEqual({
      act: 'view',
      actor_role: 'privacy_officer',
      detail: { copy: 'family', names: true },
    });
  });

  it('goes on page by page, each day once, with no page cut short by what is left out', async () => {
    const childId = await told();
    const days = Array.from({ length: 25 }, (_, index) => `2026-10-${String(index + 1).padStart(2, '0')}`);
    for (const day of days) {
      for (let index = 0; index < 10; index++)
        await looked({ role: 'clinician', name: `Dr ${index}` }, `${day}T10:00:0${index}Z`, { childId });
      for (let index = 0; index < 12; index++)
        await looked('clinician', `${day}T11:00:00Z`, {
          childId,
          act: 'change',
          action: 'task.done',
          subjectKind: 'task',
        });
    }
    const seen: string[] = [];
    let next: string | undefined = `/children/${childId}/who-looked?for=family`;
    const pages: number[] = [];
    while (next) {
      const page: string = (await booted.http.get(next)).text;
      const shown = [...page.matchAll(/<h2 class="nhsuk-heading-s">\w+ (\d+) October 2026/g)].map(
        (match) => match[1] ?? '',
      );
      pages.push(shown.length);
      seen.push(...shown);
      next = /<a href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(days.map((_, index) => String(25 - index)));
    expect(pages).toEqual([19, 6]);
  });
});

describe('the trail, searched', () => {
  it('is found by person, day, act and child', async () => {
    const childId = await told();
    await looked({ role: 'clinician', name: 'Uma Findable' }, '2026-11-18T09:00:00Z', { childId });
    const search = async (words: string): Promise<string> =>
      (await auditor.get(`/audit?from=2026-11-17&to=2026-11-20&${words}`)).text;
    expect(await search('person=uma+findable')).toContain('Uma Findable, Clinician');
    expect(await search(`child=${childId}&act=view`)).toContain('Uma Findable, Clinician');
    expect(await search('person=uma+findable&act=change')).not.toContain('Uma Findable, Clinician');
    expect((await auditor.get('/audit?from=2026-11-19&to=2026-11-20&person=uma+findable')).text).toContain(
      'There is nothing in the trail for this.',
    );
    expect((await auditor.get('/audit?from=2026-11-19&to=2026-11-18')).status).toBe(422);
    expect((await auditor.get('/audit?from=2026-02-30')).status).toBe(422);
    expect((await auditor.get('/audit?child=nobody')).status).toBe(422);
    expect((await booted.http.get('/audit')).status).toBe(403);
  });

  it('finds a child by number without the number ever standing in an address', async () => {
    const childId = await told();
    await database.dataSource.query(
      `UPDATE child SET nhs_number = '9990000042', identity = 'verified' WHERE id = $1`,
      [childId],
    );
    const found = await auditor.post('/audit/child').type('form').send({ nhsNumber: '999 000 0042' });
    expect([found.status, found.headers['location']]).toEqual([303, `/children/${childId}/who-looked`]);
    expect((await auditor.post('/audit/child').type('form').send({ nhsNumber: '9990000018' })).status).toBe(
      404,
    );
  });

  it('goes on by cursor, each line once', async () => {
    const childId = await told();
    for (let index = 0; index < 120; index++) await looked('navigator', '2026-11-16T09:00:00Z', { childId });
    let seen = 0;
    let pages = 0;
    for (
      let next: string | undefined = '/audit?person=Nat+Navigator&from=2026-11-16&to=2026-11-16';
      next;
      pages++
    ) {
      const page: string = (await auditor.get(next)).text;
      seen += page.match(/Nat Navigator, Navigator/g)?.length ?? 0;
      next = /<a href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    expect([seen, pages]).toEqual([120, 3]);
  });
});

describe('of another organisation, whoever watches', () => {
  const day = 'from=2026-11-14&to=2026-11-14';
  /** A child of RK9 alone, looked at by a clinician of RK9, also with a child of NR5 on a list; and one of both. */
  async function elsewhere(): Promise<{
    theirs: string;
    ours: string;
    page: (address: string) => Promise<string>;
  }> {
    const theirs = await told({
      familyName: 'Farwell',
      entries: [{ provider: 'RK9', service: 'neurodiversity' }],
    });
    const ours = await told({ familyName: 'Nearby' });
    const clinician: As = {
      role: 'clinician',
      organisation: 'RK9',
      name: `Dr ${theirs.slice(0, 8)} Farwell`,
    };
    await looked(clinician, '2026-11-14T03:00:00Z', { childId: theirs });
    await looked(clinician, '2026-11-14T03:00:00Z', {
      act: 'search',
      action: 'queue.searched',
      childIds: [ours, theirs],
      detail: { q: 'farwell' },
    });
    return { theirs, ours, page: async (address) => (await auditor.get(address).buffer(true)).text };
  }

  it('reads nothing of a child who is not theirs and at whom none of their people looked', async () => {
    const { theirs, page } = await elsewhere();
    for (const address of [`/audit?${day}`, `/audit/unusual?${day}`])
      expect(await page(address)).not.toContain(theirs);
    expect(await page(`/audit?${day}&child=${theirs}`)).toContain('There is nothing in the trail for this.');
    expect(await page(`/audit/unusual?${day}`)).not.toContain(`Dr ${theirs.slice(0, 8)}`);
  });

  it('is not let in by having asked: neither by id nor by number', async () => {
    const { theirs, page } = await elsewhere();
    await database.dataSource.query(
      `UPDATE child SET nhs_number = '9990000077', identity = 'verified' WHERE id = $1`,
      [theirs],
    );
    await page(`/audit?${day}&child=${theirs}`);
    await page(`/api/v1/audit-events?${day}&child=${theirs}`);
    expect((await auditor.post('/audit/child').type('form').send({ nhsNumber: '9990000077' })).status).toBe(
      404,
    );
    for (const copy of ['staff', 'family'])
      expect((await officer.get(`/children/${theirs}/who-looked?for=${copy}`)).status).toBe(404);
  });

  it('reads of a list that others looked at the children of their own lists alone', async () => {
    const { theirs, ours } = await elsewhere();
    const answer = await auditor
      .get(`/api/v1/audit-events?${day}&child=${ours}`)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts).toString('utf8')));
      });
    const text = String(answer.body);
    expect(text).toContain(`Patient/${ours}`);
    expect(text).toContain(`Dr ${theirs.slice(0, 8)} Farwell`);
    expect(text).not.toContain(`Patient/${theirs}`);
    const queries = [...text.matchAll(/"query":"([^"]+)"/g)].map((match) =>
      Buffer.from(match[1] ?? '', 'base64').toString('utf8'),
    );
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.join()).not.toContain('farwell');
    expect((await officer.get(`/children/${ours}/who-looked`)).text).toContain('1 child');
  });

  it('reads of a child of an organisation they stand in for as its own privacy officer would, and of no other child', async () => {
    const { theirs } = await elsewhere();
    const small = await told({ entries: [{ provider: 'QQ1', service: 'slt' }] });
    await looked({ role: 'clinician', organisation: 'RK9', name: 'Dr Opens' }, '2026-11-14T09:00:00Z', {
      childId: small,
    });
    // And again: that they looked is no reason to read less the next time.
    for (let times = 0; times < 2; times++)
      expect((await officer.get(`/children/${small}/who-looked`)).text).toContain('Dr Opens');
    // Who watches over NR5 may know that its officer looked, and no more of the child.
    expect((await auditor.get(`/children/${small}/who-looked`)).text).not.toContain('Dr Opens');
    expect((await officer.get(`/children/${theirs}/who-looked`)).status).toBe(404);
    const other = await booted.as({ role: 'privacy_officer', organisation: 'PLYMOUTH-CC' });
    expect((await other.get(`/children/${small}/who-looked`)).status).toBe(404);
  });

  it('reads what their own people did, and no more, where their organisation has no list at all', async () => {
    const { theirs } = await elsewhere();
    const member: As = { role: 'access_member', organisation: 'COUNCIL-X', name: 'Sam of the council' };
    await looked(member, '2026-11-14T09:00:00Z', { childId: theirs });
    const watcher = await booted.as({ role: 'privacy_officer', organisation: 'COUNCIL-X' });
    const page = (await watcher.get(`/audit?${day}`)).text;
    expect(page).toContain('Sam of the council');
    expect(page).not.toContain('Farwell');
  });
});

describe('unusual viewing', () => {
  const on = async (day: string, browser: Browser = auditor): Promise<string> =>
    (await browser.get(`/audit/unusual?from=${day}&to=${day}`)).text;

  it('lists whoever opened many children in a day against what is usual for the role', async () => {
    const children: string[] = [];
    for (let index = 0; index < 60; index++) children.push(await told({ familyName: 'Zzyzx' }));
    const by = async (name: string, count: number): Promise<void> => {
      for (const childId of children.slice(0, count))
        await looked({ role: 'clinician', name }, '2026-11-10T10:00:00Z', { childId });
    };
    for (const name of ['A One', 'B Two', 'C Three', 'D Four']) await by(name, 8);
    await by('E Many', 60);
    await by('F Some', 20);
    const page = await on('2026-11-10');
    expect(page).toContain('E Many, Clinician');
    expect(page).toContain('60 children; 8 is usual for this role');
    expect(page).not.toContain('F Some, Clinician');
    expect(page).not.toContain('A One, Clinician');
  });

  it('lists a child with the viewer’s own family name, and one whose carer has it', async () => {
    const own = await told({ familyName: 'Quillfeather' });
    const carers = await told({ entries: [{ record: { contact_name: 'Mo QUILLFEATHER' } }] });
    const other = await told({ familyName: 'Otherwise' });
    for (const childId of [own, carers, other])
      await looked({ role: 'clinician', name: 'Dr Una Quillfeather' }, '2026-11-11T10:00:00Z', { childId });
    const page = await on('2026-11-11');
    expect(page).toContain('own family name');
    for (const childId of [own, carers]) expect(page).toContain(`/children/${childId}/who-looked`);
    expect(page).not.toContain(other);
  });

  it.each([
    ['before seven', '2026-11-12T06:59:59Z', true],
    ['at seven', '2026-11-13T07:00:00Z', false],
    ['before seven in summer, by the clock in Plymouth', '2026-07-13T05:59:00Z', true],
    ['after seven in the evening', '2026-11-16T19:00:00Z', true],
    ['before seven in the evening', '2026-11-17T18:59:59Z', false],
    ['on a Sunday', '2026-11-15T12:00:00Z', true],
    ['on a bank holiday', '2026-08-31T12:00:00Z', true],
  ])('tells a look %s', async (_when, at, unusual) => {
    await looked({ role: 'list_office', name: 'Oli Hours' }, at, { childId: await told() });
    const page = await on(at.slice(0, 10));
    const found = page.includes('Outside working hours') && page.includes('Oli Hours, List office');
    expect(found).toBe(unusual);
  });

  it('lists repeated looks at a child who is on none of the viewer’s lists', async () => {
    const elsewhere = await told({ entries: [{ provider: 'RK9', service: 'neurodiversity' }] });
    const theirs = await told();
    for (let index = 0; index < 3; index++)
      for (const childId of [elsewhere, theirs])
        await looked({ role: 'clinician', name: 'Rae Peated' }, '2026-11-18T10:00:00Z', { childId });
    await looked({ role: 'clinician', name: 'Onc Only' }, '2026-11-18T10:00:00Z', { childId: elsewhere });
    const page = await on('2026-11-18');
    expect(page).toContain('Rae Peated, Clinician');
    expect(page).toContain(elsewhere);
    expect(page).not.toContain(theirs);
    expect(page).not.toContain('Onc Only');
  });

  it('is looked at once, with a note, and never by whom it is about', async () => {
    const childId = await told();
    await looked({ role: 'list_office', name: 'Nora Night' }, '2026-11-19T03:00:00Z', { childId });
    await looked('auditor', '2026-11-19T03:00:00Z', { childId });
    const sections = (await on('2026-11-19')).split('<div class="nhsuk-card"').slice(1);
    const idOf = (name: string): string =>
      /unusual\/([0-9a-f-]{36})\/look/.exec(sections.find((section) => section.includes(name)) ?? '')?.[1] ??
      '';
    const look = (id: string, note: string, browser = auditor) =>
      browser
        .post(`/audit/unusual/${id}/look`)
        .type('form')
        .send({ from: '2026-11-19', to: '2026-11-19', note });
    expect((await look(idOf('Nora Night'), ' ')).status).toBe(422);
    expect((await look(idOf('Nora Night'), 'She was on call')).status).toBe(303);
    expect((await look(idOf('Nora Night'), 'Again')).status).toBe(409);
    expect((await look(idOf('Ash Auditor'), 'It was me')).status).toBe(409);
    expect((await look(idOf('Ash Auditor'), 'Working late', officer)).status).toBe(303);
    expect((await look(randomUUID(), 'Nothing')).status).toBe(404);
    expect(await on('2026-11-19')).toContain('Ash Auditor, 24 November 2026: She was on call');
    await expect(database.dataSource.query(`UPDATE unusual_viewing_review SET note = 'x'`)).rejects.toThrow();
  });
});
