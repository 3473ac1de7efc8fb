import { createServer, type Server } from 'node:http';
import type { Readiness } from './readiness.js';

/**
 * The two health addresses for a process that serves nothing else, on loopback: a worker whose database or Redis is
 * gone must be able to say so.
 */
export async function serveHealth(readiness: Readiness, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/health/live') send(200, { live: true });
    else if (request.url === '/health/ready')
      void readiness.report().then((report) => send(report.ready ? 200 : 503, report));
    else send(404, { title: 'Not found', status: 404 });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
