import { setTimeout as wait } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CommandFailure } from '../cli/command.js';
import type { Config } from '../config/config.js';

/** How long requests that were begun may take to end once the process has been told to stop. */
const DRAIN_MS = 10_000;

/** Listens, or says in one sentence why it cannot. Answers the address for a browser on this machine. */
export async function listen(app: NestExpressApplication, { port, host }: Config): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new CommandFailure(
        `Port ${port} on ${host} is already in use: stop what uses it, or choose another with PORT.`,
      );
    if (code === 'EACCES')
      throw new CommandFailure(`This account may not listen on port ${port}: choose another with PORT.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CommandFailure(`${host} is not an address of this machine: set HOST to one that is.`);
    throw error;
  }
  const address = app.getHttpServer().address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `http://${everywhere ? 'localhost' : host}:${bound}`;
}

/** Takes no new request, lets those begun come to their end, then closes the application and its connections. */
export async function drain(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  if (server.listening) {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    const patience = new AbortController();
    await Promise.race([
      closed,
      wait(DRAIN_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    server.closeAllConnections();
  }
  await app.close();
}
