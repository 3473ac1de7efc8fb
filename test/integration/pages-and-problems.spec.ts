import { Controller, Get, Module, Post, Body } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IsInt, IsString } from 'class-validator';
import { Test } from '@nestjs/testing';
import supertest from 'supertest';
import { preparePipeline } from '../../src/platform/http/pipeline.js';
import { Conflict, NotFound } from '../../src/platform/http/problems.js';
import { OpenToAll } from '../../src/platform/auth/requires.js';
import { WebModule } from '../../src/web.module.js';
import { testConfig } from '../support/app.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';

class Sent {
  @IsString() word: string;
  @IsInt() number: number;
}

const PROBE = 'a probe with nothing in it';

/** A room with nothing in it, to see what the platform does for every room. */
@Controller()
class Probe {
  @Get('forgotten') forgotten(): string {
    return 'whoever wrote this forgot to say who may';
  }
  @Get('gone') @OpenToAll(PROBE) gone(): never {
    throw new NotFound('no such child');
  }
  @Get('broken') @OpenToAll(PROBE) broken(): never {
    throw new Error('SELECT 9990866317');
  }
  @Get('api/broken') @OpenToAll(PROBE) brokenApi(): never {
    throw new Error('SELECT 9990866317');
  }
  @Get('api/held') @OpenToAll(PROBE) held(): never {
    throw new Conflict('already declined');
  }
  @Post('api/sent') @OpenToAll(PROBE) sent(@Body() body: Sent): Sent {
    return body;
  }
  @Post('form') @OpenToAll(PROBE) form(@Body() body: Sent): Sent {
    return body;
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

describe('every request', () => {
  let database: FreshDatabase;
  let app: NestExpressApplication;
  let http: ReturnType<typeof supertest.agent>;

  beforeAll(async () => {
    database = await freshDatabase();
    const config = testConfig({ databaseUrl: database.url });
    const module = await Test.createTestingModule({
      imports: [WebModule.for(config), ProbeModule],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    preparePipeline(app);
    await app.init();
    await app.listen(0, '127.0.0.1');
    http = supertest.agent(app.getHttpServer());
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('is refused to everybody where nobody has said who may', async () => {
    const answer = await http.get('/forgotten').expect(403);
    expect(answer.text).not.toContain('whoever wrote this');
  });

  it('gets an NHS page, also when there is nothing at the address', async () => {
    const page = await http.get('/nowhere').expect(404).expect('content-type', /html/);
    expect(page.text).toContain('In danger now: 999');
    expect(page.text).toContain('There is nothing at this address');
    expect(page.text).not.toContain('Every child, name and number here is invented');
  });

  it('for something that is not there says so as a page and as a problem', async () => {
    const page = await http.get('/gone').expect(404);
    expect(page.text).toContain('no such child');
    const api = await http
      .get('/api/v1/nowhere')
      .expect(404)
      .expect('content-type', /application\/problem\+json/);
    expect(api.body).toMatchObject({ status: 404, title: 'Not found' });
  });

  it('that goes wrong says nothing of its cause, and gives a number to ask about', async () => {
    for (const path of ['/broken', '/api/broken']) {
      const answer = await http.get(path).expect(500);
      expect(answer.text).not.toContain('9990866317');
      expect(answer.text).not.toContain('at Probe');
      expect(answer.text).toContain(answer.headers['x-request-id']);
    }
  });

  it('that cannot be done from where things stand is a 409', async () => {
    await http.get('/api/held').expect(409, /already declined/);
  });

  it('with faults hears of every one at once', async () => {
    const answer = await http.post('/api/sent').send({ number: 'x', extra: 1 }).expect(422);
    expect(answer.body.errors.map((fault: { at: string }) => fault.at).sort()).toEqual([
      'extra',
      'number',
      'word',
    ]);
    const page = await http.post('/form').type('form').send({ number: '1' }).expect(422);
    expect(page.text).toContain('<strong>word</strong>');
  });

  it('that is not JSON, or too large, is refused as a problem', async () => {
    await http
      .post('/api/sent')
      .type('json')
      .send('{"word":')
      .expect(400, /could not be read/);
    await http
      .post('/api/sent')
      .send({ word: 'x'.repeat(300_000), number: 1 })
      .expect(413, /larger than/);
  });

  it('under a foreign host name, or written from another site, is refused before it is read', async () => {
    await http.get('/gone').set('host', 'evil.example').expect(403);
    await http.post('/form').set('origin', 'https://evil.example').send('word=x').expect(403);
    await http
      .post('/api/sent')
      .set('sec-fetch-site', 'cross-site')
      .send({ word: 'x', number: 1 })
      .expect(403);
    await http.post('/api/sent').send({ word: 'x', number: 1 }).expect(201);
  });

  it('stands under a policy that lets nothing be loaded from elsewhere, and is kept by no cache', async () => {
    const page = await http.get('/nowhere');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(page.text).toContain(`<script nonce="${nonce}">`);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['x-powered-by']).toBeUndefined();
    const other = await http.get('/nowhere');
    expect(other.headers['content-security-policy']).not.toBe(policy);
  });

  it('for anything the page names is answered from here', async () => {
    const page = await http.get('/nowhere');
    const named = [...page.text.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, path]) => path ?? '');
    expect(named.filter((path) => /^(https?:)?\/\//.test(path))).toEqual([]);
    for (const path of named.filter((name) => name.startsWith('/assets/'))) await http.get(path).expect(200);
    await http.get('/assets/nowhere.css').expect(404);
    await http.get('/assets/../package.json').expect(404);
  });

  it('for the API page gets every operation described, without a script', async () => {
    const page = await http.get('/api/docs').expect(200);
    expect(page.text).toContain('signed in');
    expect(page.text).toContain('POST /api/sent');
    const described = await http.get('/api/docs-json').expect(200);
    expect(described.body.openapi).toMatch(/^3\./);
    expect(described.body.paths['/api/sent']).toBeDefined();
    expect(described.body.paths['/health/live']).toBeUndefined();
  });

  it('about health is answered truly', async () => {
    await http.get('/health/live').expect(200, { live: true });
    const ready = await http.get('/health/ready').expect(200);
    expect(ready.body).toEqual({
      ready: true,
      checks: {
        coverage: { ok: true },
        database: { ok: true },
        migrations: { ok: true, detail: { pending: 0, unknown: 0 } },
        started: { ok: true },
        decisions: { ok: true, detail: { due: 0, outlived: 0 } },
      },
    });
  });
});
