import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import express from 'express';
import supertest from 'supertest';
import { requestLog } from './request-log.js';

/** What a server that trusts these proxies calls a request that comes with a number of its own. */
async function numbered(proxies: string[], given: string): Promise<string> {
  const app = express().set('trust proxy', proxies);
  app.use(requestLog(Logger.prototype));
  app.get('/', (_request, response) => void response.end());
  const server = app.listen(0, '127.0.0.1');
  try {
    const answer = await supertest(server).get('/').set('x-request-id', given);
    return answer.headers['x-request-id'] ?? '';
  } finally {
    server.close();
  }
}

describe('the number of a request', () => {
  it('is the proxy’s own where it is one that is trusted', async () => {
    expect(await numbered(['loopback'], 'abcdefgh-1234')).toBe('abcdefgh-1234');
    expect(await numbered(['loopback'], '<b>not-a-number</b>')).not.toContain('<');
  });

  it('is nobody else’s to choose', async () => {
    expect(await numbered([], 'abcdefgh-1234')).not.toBe('abcdefgh-1234');
    expect(await numbered(['10.0.0.0/8'], 'abcdefgh-1234')).not.toBe('abcdefgh-1234');
  });
});
