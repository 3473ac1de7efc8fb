import { request as ask } from 'node:http';
import { gzipSync } from 'node:zlib';
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

type Answer = { status: number; text: string };

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

  /** Sends these headers and pieces as they are; with a length that was said and no pieces, never the body itself. */
  const sent = (path: string, headers: Record<string, string>, pieces: readonly (string | Buffer)[]) =>
    new Promise<Answer>((resolve, reject) => {
      const { port } = app.getHttpServer().address() as { port: number };
      const asked = ask({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false });
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          asked.destroy();
          resolve({ status: response.statusCode ?? 0, text });
        });
      });
      asked.flushHeaders();
      for (const piece of pieces) asked.write(piece);
      if (headers['content-length'] === undefined || pieces.length > 0) asked.end();
    });
  const kind = (type: string): Record<string, string> => (type === '' ? {} : { 'content-type': type });
  const whole = (path: string, type: string, body: string | Buffer) =>
    sent(path, { ...kind(type), 'content-length': String(Buffer.byteLength(body)) }, [body]);
  const inPieces = (path: string, type: string, pieces: readonly string[]) =>
    sent(path, { ...kind(type), 'transfer-encoding': 'chunked' }, pieces);

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

  it.each([
    ['/api/sent', 'This address reads JSON in UTF-8 (application/json), and nothing else.'],
    ['/form', 'This address reads the form of a page in UTF-8'],
  ])('to %s with a body of another kind is refused before it is read', async (path, words) => {
    const right = path === '/form' ? 'application/x-www-form-urlencoded' : 'application/json';
    const wrong = path === '/form' ? 'application/json' : 'application/x-www-form-urlencoded';
    const kinds = [wrong, 'text/plain', 'multipart/form-data; boundary=x', 'text/json', 'nonsense', ''];
    for (const type of [...kinds, `${right}; charset=utf-16`, `${right}; charset=latin1`])
      for (const sent of [() => whole(path, type, '{}'), () => inPieces(path, type, ['{', '}'])]) {
        const answer = await sent();
        expect([type, answer.status]).toEqual([type, 415]);
        expect(answer.text).toContain(words);
      }
    for (const type of [right, `${right}; charset=utf-8`, `${right};charset="UTF-8"`])
      expect((await whole(path, type, '{}')).status).toBe(422);
  });

  it('without a body needs no kind, and whatever it says of one is let pass', async () => {
    for (const path of ['/api/sent', '/form'])
      for (const type of ['', 'text/plain', 'application/json']) {
        expect([type, (await whole(path, type, '')).status]).toEqual([type, 422]);
        expect([type, (await inPieces(path, type, [])).status]).toEqual([type, 422]);
      }
    expect((await http.get('/api/v1/nowhere').type('text/plain')).status).toBe(404);
  });

  it('that is too large is refused on pages and by the API: as soon as it says so, and in pieces', async () => {
    const large = 256 * 1024 + 1;
    for (const [path, type] of [
      ['/api/sent', 'application/json'],
      ['/form', 'application/x-www-form-urlencoded'],
    ] as const) {
      const announced = await sent(path, { 'content-type': type, 'content-length': String(large) }, []);
      expect([announced.status, announced.text]).toEqual([413, expect.stringContaining('larger than')]);
      const pieces = Array.from({ length: 40 }, () => 'x'.repeat(10_000));
      expect((await inPieces(path, type, pieces)).status).toBe(413);
      const packed = gzipSync(Buffer.alloc(50_000_000, 'x'));
      const bomb = { 'content-type': type, 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' };
      expect((await sent(path, bomb, [packed])).status).toBe(413);
    }
  });

  it('nested without end, with a field of the language or one field twice, is refused in one sentence', async () => {
    const refused = async (body: string | Buffer): Promise<string> => {
      const answer = await whole('/api/sent', 'application/json', body);
      expect(answer.status).toBe(400);
      return (JSON.parse(answer.text) as { detail: string }).detail;
    };
    const deepest = '['.repeat(125_000) + ']'.repeat(125_000);
    expect(await refused(deepest)).toBe('It is nested deeper than 20 levels.');
    expect(await refused('{"word":"x","number":1,"__proto__":{"number":2}}')).toContain('__proto__');
    expect(await refused('{"word":"x","number":1,"number":2}')).toContain('there twice');
    expect(await refused(Buffer.from('{"word":"Bj\xf6rn","number":1}', 'latin1'))).toBe('It is not UTF-8.');
    const disguised = 'application/json; x="; charset=utf-8"; charset=utf-16le';
    const inUtf16 = await whole(
      '/api/sent',
      disguised,
      Buffer.from('{"word":"x","__proto__":{}}', 'utf16le'),
    );
    expect([inUtf16.status, inUtf16.text.includes('It is not UTF-8.')]).toEqual([400, true]);
    // Of a form such fields are dropped as it is read, and the rest is checked as ever.
    const form = await http.post('/form').type('form').send('word=x&__proto__[number]=1&constructor=2');
    expect(form.status).toBe(422);
    expect(form.text).toContain('<strong>number</strong>');
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
