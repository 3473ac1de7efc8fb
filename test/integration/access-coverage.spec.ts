import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { checkAccessCommand } from '../../src/access/coverage.command.js';
import { CoverageService } from '../../src/access/coverage.service.js';
import { uncoveredInWords } from '../../src/access/coverage-words.js';
import { systemActor } from '../../src/kernel/actor.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { storeFamily } from '../support/families.js';

/** Given one list, and a map whose clinicians have the four places of the city, and whose coordinators' claims decide. */
const map = {
  claims: ['plain'],
  organisations: [{ code: 'NR5', name: 'Livewell Southwest', agency: 'health' }],
  roles: [
    {
      when: { claims: { job: 'clinician' } },
      role: 'clinician',
      services: ['slt'],
      localities: ['north', 'east', 'south', 'west'],
    },
    {
      when: { claims: { job: 'mdt' } },
      role: 'mdt_coordinator',
      services: 'all',
      localities: { claim: 'places' },
    },
  ],
};
const NOBODY = systemActor('a check');
const NO_OFFICER =
  'No privacy officer looks for NR5 at what is opened with a reason there, or of its children: give it one, or say who stands in (privacyOfficersOf).';
const NO_CLINICIAN = 'No clinician sees children of the list NR5/slt in the locality none, away.';

let folder: string;
let database: FreshDatabase;
let booted: BootedApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-map-'));
  await writeFile(join(folder, 'map.json'), JSON.stringify(map));
  database = await freshDatabase();
  await storeFamily(database.dataSource);
  booted = await bootApp({
    databaseUrl: database.url,
    as: 'list_office',
    env: { ACCESS_MAP_FILE: join(folder, 'map.json') },
  });
  await database.dataSource.query('DELETE FROM session');
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const look = async () => {
  const found = await booted.app.get(CoverageService, { strict: false }).look();
  if (!found) throw new Error('no map');
  return { never: uncoveredInWords(found.never), lately: uncoveredInWords(found.lately) };
};

describe('an access map that names the places of a city', () => {
  it('is said to show children of no locality and away to no clinician, and the service is ready all the same', async () => {
    expect((await look()).never).toEqual([NO_CLINICIAN, NO_OFFICER]);
    const { status, body } = await booted.anybody.get('/health/ready');
    expect([status, body.checks.coverage]).toEqual([
      200,
      {
        ok: true,
        detail: {
          never: {
            listsNobodySees: 0,
            listsNoClinicianSees: 1,
            localitiesWithoutCoordinator: 0,
            organisationsWithoutPrivacyOfficer: 1,
          },
          lately: {
            listsNobodySees: 1,
            listsNoClinicianSees: 1,
            localitiesWithoutCoordinator: 6,
            organisationsWithoutPrivacyOfficer: 1,
          },
        },
      },
    ]);
  });

  it('is found wrong by the command that checks it, in words', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const code = await checkAccessCommand.run(booted.app, [], {}, new AbortController().signal, NOBODY);
    const said = write.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);
    write.mockRestore();
    expect(code).toBe(1);
    expect(said[0]).toEqual({ gap: NO_CLINICIAN, by: 'the access map' });
    expect(said[1]).toEqual({ gap: NO_OFFICER, by: 'the access map' });
    expect(said).toHaveLength(4);
  });

  it('counts on what claims decide once somebody has signed in with it, and no longer than 30 days', async () => {
    expect((await look()).lately).toHaveLength(3);
    await booted.as({ role: 'mdt_coordinator', localities: ['none', 'away', 'north', 'south', 'east'] });
    expect((await look()).lately).toEqual([
      NO_CLINICIAN,
      'No coordinator has the locality west: nobody brings its flagged children to a meeting.',
      NO_OFFICER,
    ]);
    await booted.as('privacy_officer');
    expect((await look()).lately).not.toContain(NO_OFFICER);
    booted.clock.set('2026-12-23');
    expect((await look()).lately[0]).toBe(
      'Nobody sees children of the list NR5/slt in the locality none, away.',
    );
  });
});
