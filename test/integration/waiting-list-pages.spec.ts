import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { queueCommand } from '../../src/waiting-list/queue.command.js';
import { type BootedApp, bootApp, type Browser } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { notStopped, operator } from '../support/operator.js';

/** Given three children on the lists of NR5 on 18 November 2026, one of them restricted and one on two lists. */
let database: FreshDatabase;
let booted: BootedApp;
let ana: string;
let hidden: string;
let anaAtMentalHealth: string;
let office: Browser;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, today: '2026-11-18' });
  office = await booted.as('list_office');
  const verified = { nhsNumber: '9990866317', nhsNumberStatus: '01' };
  const anaNunez = {
    ...verified,
    birthDate: '2019-02-01',
    givenName: 'Ana <b>',
    familyName: 'Núñez',
    postcode: 'PL6 5AA',
  };
  ana = await received('SR1', 'slt', '2026-05-01', anaNunez);
  anaAtMentalHealth = await received('MH1', 'mental_health', '2026-11-01', anaNunez);
  hidden = await received('SR2', 'slt', '2026-10-01', {
    birthDate: '2018-03-04',
    givenName: 'Robin',
    familyName: 'Hide',
    addressLine: '7 Secret Row',
    postcode: 'PL4 6AB',
    school: 'EE999999',
    contactRestriction: 'R',
  });
  await received('SR3', 'slt', '2026-11-01', {
    birthDate: '2021-06-07',
    givenName: 'Noah',
    familyName: 'Ng',
  });
  await booted.http
    .post('/api/v1/facts')
    .send({
      referralId: ana,
      code: 'functional_impact',
      value: '4',
      source: 'parent',
      organisation: 'NR5',
      recordedOn: '2026-11-10',
    })
    .expect(201);
});
afterAll(async () => {
  await booted.close();
  await database.drop();
});

async function received(id: string, service: string, receivedOn: string, child: object): Promise<string> {
  const answer = await office.post('/api/v1/referrals').send({
    provider: 'NR5',
    serviceRequestIdentifier: id,
    service,
    receivedOn,
    child: { localPatientIdentifier: id, ...child },
    contact: { name: 'Carer Contactperson', email: 'carer@example.org' },
  });
  expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
  return answer.body.referralId;
}
const page = async (path: string, status = 200): Promise<string> => {
  const answer = await booted.http.get(path);
  expect([path, answer.status]).toEqual([path, status]);
  return answer.text;
};
const found = async (words: object, status = 200): Promise<string> => {
  const answer = await booted.http.post('/search').type('form').send(words);
  expect([words, answer.status]).toEqual([words, status]);
  return answer.text;
};
const sought = (words: object) => booted.http.post('/api/v1/waiting-list/search').send(words);
const ids = async (query: string): Promise<string[]> => {
  const answer = await booted.http.get(`/api/v1/waiting-list${query}`).expect(200);
  return answer.body.items.map((item: { referralId: string }) => item.referralId);
};

describe('POST /search', () => {
  it('that came without a form leads back to the list; with something else it is refused', async () => {
    await booted.http.post('/search').expect(303).expect('location', '/');
    await booted.http.post('/search').type('text/plain').send('q=x').expect(415);
  });
});

describe('GET /', () => {
  it('shows every child with why they stand there, and escapes what was sent', async () => {
    const html = await page('/');
    expect(html).toContain('Ana &lt;b&gt; Núñez');
    expect(html).not.toContain('Ana <b>');
    expect(html).toContain('999 086 6317');
    expect(html).toMatch(/of the \d+-day safe wait used/);
    expect(html).toContain('4 open referrals');
    expect(html).toContain('Community paediatrics: no list has been received. Nobody on it is shown.');
  });

  it('has no style or script of its own in it: the page allows none', async () => {
    for (const path of ['/', `/referrals/${ana}`]) {
      const html = await page(path);
      expect(html).not.toMatch(/ style="/);
      expect(html).not.toMatch(/ on[a-z]+="/);
    }
  });

  it('filters by service, band, locality and text, and keeps what was chosen', async () => {
    expect(await page('/?service=mental_health')).not.toContain('Robin Hide');
    expect(await found({ q: 'nunez', service: 'slt' })).toMatch(/<option value="slt" selected/);
    expect(await found({ q: 'ng' })).toContain('Noah Ng');
    expect(await found({ q: 'zzzz' })).toContain('Nobody on the list matches this.');
    expect(await page('/?locality=north')).toContain('Núñez');
    expect(await page('/?locality=north')).not.toContain('Noah Ng');
  });

  it('says on the page what was asked wrongly', async () => {
    const html = await found({ q: 'a', service: 'dentist' }, 422);
    expect(html).toContain('There is a problem');
    expect(html).toContain('There is no such service.');
    expect(html).toContain('Search for 2 to 100 letters or digits');
  });

  it('says who has not been reported for more than eight days', async () => {
    await database.dataSource.query(
      `INSERT INTO referral_source (provider, service, latest_extract_on) VALUES ('NR5', 'slt', '2026-11-09')
       ON CONFLICT (provider, service) DO UPDATE SET latest_extract_on = '2026-11-09'`,
    );
    expect(await page('/')).toContain(
      'Speech and language therapy from NR5: the last extract is of 9 November 2026',
    );
  });
});

describe('GET /api/v1/waiting-list', () => {
  it('answers items in order and a next to go on with, each entry once', async () => {
    const all = await ids('?limit=100');
    expect(all).toHaveLength(4);
    const paged: string[] = [];
    let after = '';
    do {
      const answer = await booted.http.get(`/api/v1/waiting-list?limit=1&after=${after}`).expect(200);
      paged.push(...answer.body.items.map((item: { referralId: string }) => item.referralId));
      after = answer.body.next ?? '';
    } while (after !== '');
    expect(paged).toEqual(all);
  });

  it('says everything about an entry that the page says', async () => {
    const answer = await sought({ q: 'nunez', service: 'mental_health' }).expect(200);
    expect(answer.body.items).toMatchObject([
      {
        referralId: anaAtMentalHealth,
        service: 'mental_health',
        child: { name: 'Ana <b> Núñez', birthDate: '2019-02-01', ageYears: 7, nhsNumber: '9990866317' },
        lists: expect.arrayContaining(['slt', 'mental_health']),
        locality: 'north',
        bandConfirmed: false,
        waitingSince: '2026-11-01',
        daysWaited: 17,
        why: expect.stringContaining('safe wait used'),
      },
    ]);
  });

  it('is ordered as of the day asked for', async () => {
    const answer = await sought({ q: 'nunez', service: 'mental_health', on: '2026-11-28' });
    expect(answer.body.items[0].daysWaited).toBe(27);
  });

  it.each([
    ['?service=dentist', 'service'],
    ['?band=purple', 'band'],
    ['?locality=moon', 'locality'],
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?limit=1.5', 'limit'],
    ['?after=AAAA', 'after'],
    ['?on=2026-02-30', 'on'],
    ['?q=nunez', 'q'],
    ['?service=slt&service=slt', 'service'],
    ['?offset=5', 'offset'],
  ])('refuses %s with 422 and says where', async (query, at) => {
    const answer = await booted.http.get(`/api/v1/waiting-list${query}`);
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.errors.map((fault: { at: string }) => fault.at)).toContain(at);
  });

  it('finds nothing, and harms nothing, by text that is made to', async () => {
    for (const q of ["');DROP TABLE child;--", "'a':* | 'b'", 'a & ! b \\', 'xx:* <-> yy', '%27%00ab'])
      await sought({ q }).expect(200);
  });
});

describe('a referral', () => {
  it('shows its receipt: rules with sources, facts with source and day, asks, version and hash, segments', async () => {
    const html = await page(`/referrals/${ana}`);
    const json = await booted.http.get(`/api/v1/referrals/${ana}`).expect(200);
    const { receipt, id } = json.body.decision;
    expect(html).toContain(receipt.decision.ruleSetHash);
    expect(html).toContain(id);
    for (const reason of receipt.decision.reasons) expect(html).toContain(escaped(reason.reason.clinician));
    for (const ask of receipt.decision.asks) expect(html).toContain(escaped(ask.question));
    expect(html).toContain('Parent or carer, NR5, 10 November 2026');
    expect(html).toContain(`/referrals/${anaAtMentalHealth}`);
    expect(html).toContain(`name="decisionId" value="${id}"`);
    expect(json.body.entry).toMatchObject({ referralId: ana, decisionId: id });
    expect(json.body.earlierDecisions).toHaveLength(2);
  });

  it('says what changed from decision to decision', async () => {
    expect(await page(`/referrals/${ana}`)).toMatch(
      /Functional impact[^<]*: not known \(never recorded\) → 4/,
    );
  });

  it('of a restricted child says so, and shows nothing of where they live, their carer or their school', async () => {
    for (const path of [`/referrals/${hidden}`, `/api/v1/referrals/${hidden}`, '/', '/api/v1/waiting-list']) {
      const text = await page(path);
      expect(text).toMatch(/restricted/i);
      expect(text).not.toMatch(/Secret Row|PL4|EE999999|Contactperson|carer@example/);
    }
  });

  it('is confirmed by a named clinician through its form', async () => {
    const json = await booted.http.get(`/api/v1/referrals/${ana}`);
    const { decisionId, band } = json.body.entry;
    await booted.http
      .post(`/referrals/${ana}/confirm`)
      .type('form')
      .send({ decisionId, band, note: 'agree' })
      .expect(303);
    const html = await page(`/referrals/${ana}`);
    expect(html).toContain('Dr Lane confirmed');
    expect(html).not.toContain('Confirm this band');
    expect(await found({ q: 'nunez', service: 'slt' })).toContain('Confirmed');
  });

  it('is flagged by a named person through its form', async () => {
    const json = await booted.http.get(`/api/v1/referrals/${hidden}`);
    await booted.http
      .post(`/children/${json.body.child.id}/flags`)
      .type('form')
      .send({ board: 'access', reason: 'Several services at once' })
      .expect(303);
    const html = await page(`/referrals/${hidden}`);
    expect(html).toContain('Several services at once');
    expect(html).toContain('Flagged');
  });

  it('that is not there is 404, whatever is asked for', async () => {
    for (const id of ['1b4e28ba-2fa1-5d2a-883f-0016d3cca427', 'nobody', '%27', '..%2f..']) {
      await booted.http.get(`/api/v1/referrals/${id}`).expect(404);
      await booted.http.get(`/referrals/${id}`).expect(404);
    }
  });
});

describe('the command queue', () => {
  const printed = async (options: Record<string, unknown>): Promise<{ referralId: string }[]> => {
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text: string) => lines.push(text) > 0;
    try {
      expect(await queueCommand.run(booted.app, [], options, notStopped, operator)).toBe(0);
    } finally {
      process.stdout.write = write;
    }
    return lines
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  };

  it('prints the same items as JSON lines, in the same order, as many as asked for', async () => {
    const items = await printed({});
    expect(items.map((item) => item.referralId)).toEqual(await ids('?limit=100'));
    expect(await printed({ limit: '2' })).toEqual(items.slice(0, 2));
    expect((await printed({ service: 'mental_health' })).map((item) => item.referralId)).toEqual([
      anaAtMentalHealth,
    ]);
  });

  it.each([{ service: 'dentist' }, { limit: '0' }, { limit: 'all' }, { on: 'today' }])(
    'refuses %j in one sentence',
    async (options) => {
      await expect(queueCommand.run(booted.app, [], options, notStopped, operator)).rejects.toThrow(
        /^--(service|limit|on): .+\.$/,
      );
    },
  );
});

const escaped = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
