import '../support/one-realm.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { personas } from '../../src/demo/identity/personas.js';
import { type BootedApp, bootApp } from '../support/app.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { Walker } from '../support/walker.js';

let database: FreshDatabase;
let booted: BootedApp;
let base: string;

beforeAll(async () => {
  database = await freshDatabase();
  booted = await bootApp({ databaseUrl: database.url, env: { DEMO_IDENTITY: 'yes' } });
  const { port } = booted.app.getHttpServer().address() as AddressInfo;
  base = `http://localhost:${port}`;
});
afterAll(async () => {
  await booted.close();
  await database.drop();
});

const walker = (): Walker => new Walker(base);

describe('signing in', () => {
  it.each(personas.filter((persona) => persona.key !== 'quin').map((persona) => [persona.key, persona.name]))(
    'as %s ends on a page that names %s',
    async (key, name) => {
      const { url, response } = await walker().signInAs(key);
      const html = await response.text();
      expect([url.pathname, response.status, html.includes(`Signed in as ${name}`)]).toEqual([
        url.pathname,
        200,
        true,
      ]);
    },
  );
});
