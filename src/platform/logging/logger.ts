import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggerService } from '@nestjs/common';
import { destination, pino, type Logger as Pino } from 'pino';
import type { LogLevel } from '../config/config.js';

/** What every line written while one request is served carries with it. */
export const currentRequest = new AsyncLocalStorage<{ requestId: string }>();

/** Nest's own account of its wiring: of use when something is wrong with the wiring, else noise. */
const WIRING = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** Where Nest says why it could not start. It also throws that, and the entry point says it once, in one sentence. */
const SAID_ELSEWHERE = new Set(['ExceptionHandler', 'TypeOrmModule', 'NestApplication']);

/**
 * Writes one JSON object a line. Nothing about a person goes in: rooms log ids, codes and counts; errors are logged
 * by kind, message and stack, never with the values of a query.
 */
export class JsonLogger implements LoggerService {
  readonly pino: Pino;

  constructor(options: { level: LogLevel; to: 'stdout' | 'stderr' }) {
    this.pino = pino(
      { level: options.level, base: undefined, mixin: () => ({ ...currentRequest.getStore() }) },
      destination({ fd: options.to === 'stdout' ? 1 : 2, sync: true }),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.write(WIRING.has(context ?? '') ? 'debug' : 'info', message, context);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, contextOf(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.find((value) => typeof value === 'string' && value.includes('\n    at '));
    const context = contextOf(rest);
    this.write(SAID_ELSEWHERE.has(context ?? '') ? 'debug' : 'error', message, context, stack);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.debug(message, ...rest);
  }

  private write(level: LogLevel, message: unknown, context?: string, stack?: unknown): void {
    const line = { ...(context ? { context } : {}), ...(stack ? { stack } : {}) };
    if (message instanceof Error) this.pino[level]({ ...line, ...errorLine(message) });
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...line, ...message });
    else this.pino[level](line, String(message));
  }
}

/**
 * An error as a log line. TypeORM's query errors carry the statement's parameters, and PostgreSQL's carry a `detail`
 * with row values: both may hold a child's name, so only kind, message, code and constraint are kept, and of the message
 * not the value that it quotes.
 */
export function errorLine(error: Error): Record<string, unknown> {
  const from = error as Error & { code?: unknown; constraint?: unknown };
  const said = withoutValues(error.message, from.code);
  return {
    error: error.name,
    msg: said,
    ...(typeof from.code === 'string' ? { code: from.code } : {}),
    ...(typeof from.constraint === 'string' ? { constraint: from.constraint } : {}),
    stack: error.stack?.replace(error.message, () => said),
  };
}

/** PostgreSQL's data exceptions (class 22) quote in their message the very value that could not be read. */
function withoutValues(message: string, code: unknown): string {
  return typeof code === 'string' && code.startsWith('22') ? message.replace(/"[^]*"/, '"…"') : message;
}

function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}
