import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { systemActor } from '../../src/kernel/actor.js';
import { addDays, plainDate } from '../../src/kernel/plain-date.js';
import { emptyScope, type Viewer, type Visit } from '../../src/kernel/viewer.js';
import { CommandFailure } from '../../src/platform/cli/command.js';
import { dataSourceOptions, SERVICE_ROLE } from '../../src/platform/database/data-source.js';
import { Conflict, Invalid, NotFound } from '../../src/platform/http/problems.js';
import type { Agreement } from '../../src/sharing/agreement.js';
import { agreementHash } from '../../src/sharing/agreement-hash.js';
import { exampleAgreements } from '../../src/sharing/example-agreements.reader.js';
import type { RegisteredVersion } from '../../src/sharing/registered-version.js';
import { proposeSharingCommand } from '../../src/sharing/sharing.command.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { notStopped, operator } from '../support/operator.js';
import { sharingOn } from '../support/sharing.js';
import { viewerOf } from '../support/viewers.js';

const TODAY = '2026-11-22';
const today = plainDate(TODAY);
const proposer = { id: 'identity#proposer', name: 'Pia Proposer', organisation: 'NR5' };
const actor = systemActor('test');

let database: FreshDatabase;
let service: DataSource;
let on: ReturnType<typeof sharingOn>;
let made = 0;

beforeAll(async () => {
  database = await freshDatabase();
  service = await new DataSource(
    dataSourceOptions(database.url, { entities, migrations }, SERVICE_ROLE),
  ).initialize();
  on = sharingOn(service, TODAY);
});
afterEach(() => on.clock.set(TODAY));
afterAll(async () => {
  await service?.destroy();
  await database?.drop();
});

/** An agreement nobody else in this file has, of NR5, RK9 and the council. */
function agreement(change: Partial<Agreement> = {}): Agreement {
  const example = exampleAgreements(today).find((one) => one.agreement.id === 'locality-and-access-meetings');
  if (!example) throw new Error('there is no example of three parties');
  return { ...example.agreement, id: `agreement-${++made}`, version: 1, example: false, ...change };
}
const proposed = (change: Partial<Agreement> = {}): Promise<RegisteredVersion> =>
  on.service.propose(actor, agreement(change), proposer);

function officer(organisation: string, part: Partial<Viewer> = {}): Visit {
  const viewer = viewerOf({ role: 'privacy_officer', organisation, ...part });
  return { viewer, scope: emptyScope, sessionId: null, from: null, requestId: null, why: null };
}
const nr5 = officer('NR5', { id: 'identity#ann', name: 'Ann Officer' });
const rk9 = officer('RK9', { id: 'identity#bob', name: 'Bob Officer' });
const said = ({ hash }: RegisteredVersion) => ({
  hash,
  lookedAt: 'The whole text, and the impact assessment',
});

async function approved(change: Partial<Agreement> = {}): Promise<RegisteredVersion> {
  const version = await proposed(change);
  await on.service.approve(nr5, version, said(version));
  return on.service.approve(rk9, version, said(version));
}
const factsOf = async (organisation = 'NR5'): Promise<readonly string[]> =>
  (await on.register.sharedWith({ organisation, agency: 'health' })).facts;
const trailOf = (
  id: string,
): Promise<{ action: string; actor_name: string; detail: Record<string, unknown> }[]> =>
  service.query(
    `SELECT action, actor_name, detail FROM trail WHERE subject_kind = 'sharing_agreement' AND subject_id = $1 ORDER BY id`,
    [id],
  );

describe('an agreement', () => {
  it('shares nothing until two people of two organisations have approved it, each a line of the trail', async () => {
    const version = await proposed({ shares: agreement().shares.filter(({ from }) => from === 'RK9') });
    expect(await factsOf()).toEqual(['NR5/*']);
    await on.service.approve(nr5, version, said(version));
    expect(await factsOf()).toEqual(['NR5/*']);
    const both = await on.service.approve(rk9, version, said(version));
    expect(await factsOf()).toEqual(['NR5/*', 'RK9/*']);
    expect(both.approvals).toMatchObject([
      { id: 'identity#ann', name: 'Ann Officer', organisation: 'NR5', lookedAt: said(version).lookedAt },
      { id: 'identity#bob', name: 'Bob Officer', organisation: 'RK9' },
    ]);
    expect(await trailOf(version.id)).toMatchObject([
      { action: 'sharing.proposed', actor_name: 'test', detail: { version: 1, hash: version.hash } },
      { action: 'sharing.approved', actor_name: 'Ann Officer', detail: { approvals: 1, complete: false } },
      { action: 'sharing.approved', actor_name: 'Bob Officer', detail: { approvals: 2, complete: true } },
    ]);
    await on.service.withdraw(nr5, version, 'The test is over');
  });

  it('is refused a second approval by the same person, also under another organisation', async () => {
    const version = await proposed();
    await on.service.approve(nr5, version, said(version));
    const elsewhere = officer('RK9', { id: 'identity#ann', name: 'Ann Officer' });
    for (const again of [nr5, elsewhere])
      await expect(on.service.approve(again, version, said(version))).rejects.toThrow(Conflict);
  });

  it('is refused an approval by whoever proposed it, also by their name alone', async () => {
    const version = await proposed();
    for (const self of [
      officer('NR5', { id: proposer.id, name: 'Another Name' }),
      officer('RK9', { id: 'identity#other', name: ' pia proposer' }),
    ])
      await expect(on.service.approve(self, version, said(version))).rejects.toThrow('You proposed this');
  });

  it('is refused two approvals of one organisation, and one of an organisation that is no party', async () => {
    const version = await proposed();
    await on.service.approve(nr5, version, said(version));
    const colleague = officer('NR5', { id: 'identity#cal', name: 'Cal Colleague' });
    await expect(on.service.approve(colleague, version, said(version))).rejects.toThrow('your organisation');
    const stranger = officer('RA9', { id: 'identity#sue', name: 'Sue Stranger' });
    await expect(on.service.approve(stranger, version, said(version))).rejects.toThrow('not a party');
  });

  it('is approved as it was read: another text, and no word of what was looked at, are refused', async () => {
    const version = await proposed();
    const other = { hash: 'f'.repeat(64), lookedAt: 'all' };
    await expect(on.service.approve(nr5, version, other)).rejects.toThrow('not the text you read');
    const blank = { hash: version.hash, lookedAt: '  ' };
    await expect(on.service.approve(nr5, version, blank)).rejects.toThrow(Invalid);
    await expect(on.service.approve(nr5, { id: 'nothing', version: 1 }, other)).rejects.toThrow(NotFound);
  });

  it('takes one of two approvals of one organisation that come at once, and both of two organisations', async () => {
    const version = await proposed();
    const twins = ['one', 'two', 'three'].map((name) => officer('NR5', { id: `identity#${name}`, name }));
    const outcomes = await Promise.allSettled(
      [...twins, rk9].map((visit) => on.service.approve(visit, version, said(version))),
    );
    const taken = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(2);
    const [now] = (await on.register.versions()).filter(({ id }) => id === version.id);
    expect(now?.approvals.map(({ organisation }) => organisation).sort()).toEqual(['NR5', 'RK9']);
    await on.service.withdraw(nr5, version, 'The test is over');
  });

  it('gets its next version alone, one of two that are proposed at once', async () => {
    const first = agreement();
    await expect(on.service.propose(actor, { ...first, version: 2 }, proposer)).rejects.toThrow('not 2');
    const outcomes = await Promise.allSettled([1, 2].map(() => on.service.propose(actor, first, proposer)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await on.service.propose(actor, { ...first, version: 2 }, proposer)).version).toBe(2);
  });

  it('is read back as it was proposed: its hash holds', async () => {
    const version = await proposed();
    expect(agreementHash(version)).toBe(version.hash);
  });
});

describe('what was agreed', () => {
  it('cannot be changed or taken out, by the service or by the owner of the tables', async () => {
    const version = await approved();
    for (const table of ['sharing_agreement', 'sharing_approval', 'sharing_withdrawal'])
      for (const statement of [
        `UPDATE ${table} SET version = 9 WHERE agreement = '${version.id}'`,
        `DELETE FROM ${table} WHERE agreement = '${version.id}'`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(service.query(statement)).rejects.toThrow(/permission denied/);
        await expect(database.dataSource.query(statement)).rejects.toThrow(/append-only/);
      }
    await on.service.withdraw(nr5, version, 'The test is over');
  });

  it('holds in the database too: no own approval, no two of one organisation or person', async () => {
    const { id } = await proposed();
    const approve = (person: string, name: string, organisation: string): Promise<unknown> =>
      database.dataSource.query(`INSERT INTO sharing_approval VALUES ($1, 1, $2, $3, $4, 'all', now())`, [
        id,
        person,
        name,
        organisation,
      ]);
    await expect(approve(proposer.id, 'Other Name', 'RK9')).rejects.toThrow('what they proposed');
    await expect(approve('identity#x', 'PIA PROPOSER', 'RK9')).rejects.toThrow('what they proposed');
    await approve('identity#ann', 'Ann', 'NR5');
    await expect(approve('identity#cal', 'Cal', 'NR5')).rejects.toThrow('of_two_organisations');
    await expect(approve('identity#ann', 'Ann', 'RK9')).rejects.toThrow('sharing_approval_pk');
  });
});

describe('an agreement over time', () => {
  it('ends at midnight in Plymouth, in summer and in winter, and says so', async () => {
    const ends = { startsOn: plainDate('2026-06-01'), expiresOn: plainDate('2026-07-01') };
    const summer = await approved(ends);
    on.clock.set('2026-06-30T22:59:59Z');
    expect(await factsOf()).toContain('RK9/*');
    // 1 July has begun in Plymouth, not yet in Greenwich.
    on.clock.set('2026-06-30T23:00:00Z');
    expect(await factsOf()).toEqual(['NR5/*']);
    const shared = await on.register.sharedWith({ organisation: 'NR5', agency: 'health' });
    expect(shared.ended).toMatchObject([
      { agreement: summer.id, title: summer.title, how: 'expired', on: '2026-07-01', entriesFrom: ['RK9'] },
    ]);
    const winter = await approved({ startsOn: plainDate('2026-11-20'), expiresOn: plainDate('2026-12-01') });
    on.clock.set('2026-11-30T23:59:59Z');
    expect(await factsOf()).toContain('RK9/*');
    on.clock.set('2026-12-01T00:00:00Z');
    expect(await factsOf()).toEqual(['NR5/*']);
    await on.service.withdraw(nr5, winter, 'The test is over');
  });

  it('gives nothing from the moment it is withdrawn, in every process, and never twice', async () => {
    const version = await approved();
    const elsewhere = sharingOn(service, TODAY);
    const there = async () =>
      (await elsewhere.register.sharedWith({ organisation: 'NR5', agency: 'health' })).facts;
    expect(await there()).toContain('RK9/*');
    await expect(on.service.withdraw(nr5, version, ' ')).rejects.toThrow(Invalid);
    const stranger = officer('RA9', { id: 'identity#sue', name: 'Sue Stranger' });
    await expect(on.service.withdraw(stranger, version, 'Because')).rejects.toThrow('not a party');
    await on.service.withdraw(rk9, version, 'It shares too much');
    expect(await there()).toEqual(['NR5/*']);
    await expect(on.service.withdraw(rk9, version, 'Again')).rejects.toThrow(Conflict);
    const last = (await trailOf(version.id)).at(-1);
    expect(last).toMatchObject({ action: 'sharing.withdrawn', detail: { reason: 'It shares too much' } });
  });
});

describe('the example register', () => {
  it('is loaded once, into an empty register alone, and marked as an example throughout', async () => {
    const other = await freshDatabase();
    try {
      const fresh = sharingOn(other.dataSource, TODAY);
      expect(await fresh.examples.load(actor, today)).toBeGreaterThan(2);
      expect(await fresh.examples.load(actor, today)).toBe(0);
      const versions = await fresh.register.versions();
      expect(versions.every(({ example }) => example)).toBe(true);
      const { facts, ended } = await fresh.register.sharedWith({
        organisation: 'PLYMOUTH-CC',
        agency: 'education',
        role: 'access_member',
      });
      expect(facts).toContain('NR5/ehc_plan');
      expect(facts.filter((fact) => /self_harm|suicid|feels_safe|\*/.test(fact))).toEqual(['PLYMOUTH-CC/*']);
      expect(ended).toHaveLength(1);
    } finally {
      await other.drop();
    }
  });
});

describe('sharing propose', () => {
  let booted: BootedApp;
  let folder: string;
  beforeAll(async () => {
    booted = await bootApp({ databaseUrl: database.url, today: TODAY });
    folder = mkdtempSync(join(tmpdir(), 'breakwater-sharing-'));
  });
  afterAll(async () => {
    await booted?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const propose = (content: string | Buffer, options: Record<string, unknown> = {}): Promise<number> => {
    const file = join(folder, 'agreement.json');
    writeFileSync(file, content);
    return run(file, options);
  };
  const run = (file: string, options: Record<string, unknown> = {}): Promise<number> =>
    proposeSharingCommand.run(
      booted.app,
      [file],
      { by: 'Pia Proposer', organisation: 'NR5', ...options },
      notStopped,
      operator,
    );

  it('adds the version in its file, which waits for two people', async () => {
    const written = agreement();
    expect(await propose(JSON.stringify(written))).toBe(0);
    const [version] = (await on.register.versions()).filter(({ id }) => id === written.id);
    expect(version).toMatchObject({ proposed: { name: 'Pia Proposer', organisation: 'NR5' }, approvals: [] });
    await expect(propose(JSON.stringify(written))).rejects.toThrow(/next version of .* is 2, not 1/);
  });

  it('refuses in one sentence what it cannot take, and adds nothing', async () => {
    const before = await on.repository.stamp();
    const faulty = { ...agreement(), startsOn: '2026-02-30' };
    await expect(propose(JSON.stringify(faulty))).rejects.toThrow('startsOn is not a real date');
    await expect(propose('{')).rejects.toThrow('is not JSON');
    await expect(propose(Buffer.from([0xff, 0xfe]))).rejects.toThrow('is not JSON');
    await expect(run(join(folder, 'nothing.json'))).rejects.toThrow('cannot be read: ENOENT');
    await expect(run(folder)).rejects.toThrow('cannot be read: EISDIR');
    await expect(propose(JSON.stringify(agreement()), { by: ' ' })).rejects.toThrow(CommandFailure);
    await expect(propose(JSON.stringify(agreement()), { organisation: 'nr5' })).rejects.toThrow('not a code');
    expect(await on.repository.stamp()).toBe(before);
  });
});

describe('the page of agreements', () => {
  let booted: BootedApp;
  beforeAll(async () => {
    booted = await bootApp({ databaseUrl: database.url, today: TODAY });
  });
  afterAll(async () => booted?.close());

  it('lets two privacy officers who are signed in approve, and nobody else', async () => {
    const version = await proposed({ startsOn: addDays(today, -1), expiresOn: addDays(today, 90) });
    const path = `/sharing/${version.id}/approve`;
    const form = { version: 1, hash: version.hash, lookedAt: 'The whole text' };
    const others = ['clinician', 'list_office', 'auditor', 'rules_lead', 'system'] as const;
    for (const role of others) {
      const browser = await booted.as(role);
      expect((await browser.post(path).type('form').send(form)).status).toBe(403);
      const withdraw = browser.post(`/sharing/${version.id}/withdraw`).type('form');
      expect((await withdraw.send({ version: 1, reason: 'x' })).status).toBe(403);
    }
    for (const organisation of ['NR5', 'RK9']) {
      const browser = await booted.as({
        role: 'privacy_officer',
        organisation,
        name: `Officer ${organisation}`,
      });
      expect((await browser.post(path).type('form').send(form)).status).toBe(303);
      expect((await browser.post(path).type('form').send(form)).status).toBe(409);
    }
    const shown = await booted.http.get('/api/v1/sharing');
    const mine = shown.body.agreements.find((one: { id: string }) => one.id === version.id);
    expect(mine).toMatchObject({ standing: 'in_force', version: 1 });
    const page = await booted.http.get(`/sharing/${version.id}`);
    expect(page.text).toContain('Officer RK9');
    await on.service.withdraw(nr5, version, 'The test is over');
    expect((await booted.http.get(`/sharing/${version.id}`)).text).toContain('what it gave is hidden');
  });

  it('answers what is not there, and nonsense, in words', async () => {
    const browser = await booted.as('privacy_officer');
    expect((await browser.get('/sharing/nothing')).status).toBe(404);
    const form = { version: 1, hash: '0'.repeat(64), lookedAt: 'all' };
    for (const id of ['nothing', '%00', '..%2f..', 'x'.repeat(300)])
      expect([404, 400, 422]).toContain(
        (await browser.post(`/sharing/${id}/approve`).type('form').send(form)).status,
      );
  });
});
