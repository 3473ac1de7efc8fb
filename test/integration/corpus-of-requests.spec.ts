import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebModule } from '../../src/web.module.js';
import { type BootedApp, bootApp, type Browser, testConfig } from '../support/app.js';
import { inTurn } from '../support/asked.js';
import { corpusOf } from '../support/corpus.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { routesOf } from '../support/routes.js';
import { tableContents } from '../support/table-contents.js';

/** Each body that a program might send by mistake, or on purpose, to every address that reads one. */
let database: FreshDatabase;
let booted: BootedApp;
let program: Browser;
const corpus = corpusOf<{ status: number; says: string }>('json');
const routes = routesOf(WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' })));
const reading = routes.filter(({ method, path }) => method === 'POST' && path !== '/sign-out');
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** All but the trail: that somebody was refused is kept. */
const KEPT = ['child', 'child_record', 'referral', 'finding', 'fact', 'quarantined_row', 'import_file'];

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url });
  program = await booted.as({ role: 'system', organisation: 'NR5' });
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const sentTo = (path: string, content: Buffer, type: string) =>
  program
    .post(path)
    .set('content-type', type)
    .serialize((body: unknown) => body as string)
    .send(content);

describe('a body nobody should have sent', () => {
  it.each(corpus)(
    'is refused as is said of it, and nothing is written: $name',
    async ({ content, answer }) => {
      const before = await tableContents(database.dataSource, KEPT);
      const told = await sentTo('/api/v1/facts', content, 'application/json');
      expect([told.status, told.text]).toEqual([answer.status, expect.stringContaining(answer.says)]);
      expect(told.body).toMatchObject({ status: answer.status, detail: expect.stringMatching(/^[^\n]+$/) });
      await inTurn(reading, async ({ path }) => {
        const address = path.replace(/:\w+/g, NOBODY);
        const { status } = await sentTo(address, content, 'application/json');
        // A page reads forms alone; what is no JSON that we read is refused before anybody asks who may.
        const isPage = !address.startsWith('/api/');
        if (isPage && content.length > 0) expect([path, status]).toEqual([path, 415]);
        else if (!isPage && answer.status === 400) expect([path, status]).toEqual([path, 400]);
        else expect(status).toBeLessThan(500);
      });
      expect(await tableContents(database.dataSource, KEPT)).toEqual(before);
    },
  );
});
