import { request } from 'node:http';
import type { OddRequest } from './odd-requests.js';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Sends a request exactly as it is; null where the server closed the connection without an answer. */
export function rawRequest(
  port: number,
  { method, path, headers, body }: OddRequest,
): Promise<RawAnswer | null> {
  // Said for every method: without it, what follows a DELETE is read as the next request.
  const length: Record<string, string> = body === null ? {} : { 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { host: `127.0.0.1:${port}`, ...length, ...headers },
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    asked.on('error', (error: NodeJS.ErrnoException) =>
      // An oversized body is answered before it is read whole; the rest of it then meets a closed door.
      ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? resolve(null) : reject(error),
    );
    asked.end(body ?? undefined);
  });
}
