import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';

let database: FreshDatabase;
let booted: BootedApp;
const lines: unknown[] = [];
const unheard = (): void => undefined;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url });
  booted.app.useLogger({ warn: (line: unknown) => void lines.push(line), log: unheard, error: unheard });
});
afterAll(async () => {
  await booted?.close();
  await database?.drop();
});

const search = (): ReturnType<typeof booted.http.post> => booted.http.post('/search').type('form');

describe('an attempt to go round the door', () => {
  it('is a line of the log with what was tried, and nothing of what was sent', async () => {
    const answers = [
      await search().set('sec-fetch-site', 'cross-site').send({ q: 'Rosamund' }),
      await search().set('host', 'evil.example').send({ q: 'Rosamund' }),
      await search().set('x-csrf-token', '').send({ q: 'Rosamund' }),
      await search().set('x-csrf-token', 'x'.repeat(43)).send({ q: 'Rosamund' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(lines).toEqual(
      [
        'this was sent from another site',
        'this service does not answer to that host name',
        'a change without its token',
        'a change with another token',
      ].map((why) => ({ msg: 'refused', why })),
    );
  });
});
