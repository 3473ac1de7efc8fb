import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';
import { answer } from './problem.filter.js';
import { refusal } from './same-site.js';

/** A fresh nonce a request: only scripts our own templates carry may run inline. */
export const cspNonce: RequestHandler = (_request, response, next) => {
  response.locals['cspNonce'] = randomBytes(16).toString('base64');
  next();
};

/**
 * Nothing is loaded from anywhere but here, nothing frames us, forms go nowhere else. `same-origin` and not
 * `no-referrer`: with the latter browsers send `Origin: null` with our own forms. Browsers are held to https where that
 * is how people come here, whatever terminates it in front of this.
 */
export function securityHeaders(config: Pick<Config, 'oidc' | 'publicUrl'>): RequestHandler {
  // Signing out is a form whose answer leads on to the identity provider: browsers hold that against form-action too.
  const provider = config.oidc === null ? [] : [new URL(config.oidc.issuer).origin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'", (_request, response) => `'nonce-${nonceOf(response)}'`],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'", ...provider],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: config.publicUrl?.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: false }
      : false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
}

/** Pages and answers hold children's records: no cache keeps them. Assets say otherwise for themselves. */
export const neverStored: RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  next();
};

/** Refuses foreign host names and cross-site writes before anything reads the body. */
export function ownSiteOnly(config: Config): RequestHandler {
  const own = config.publicUrl === null ? [] : [new URL(config.publicUrl).hostname];
  const names = [...config.allowedHosts, config.host.toLowerCase(), ...own];
  const log = new Logger('Refused');
  return (request, response, next) => {
    const why = refusal(
      {
        method: request.method,
        host: request.headers.host,
        origin: request.headers.origin,
        secFetchSite: one(request.headers['sec-fetch-site']),
        secFetchDest: one(request.headers['sec-fetch-dest']),
        path: request.path,
      },
      names,
    );
    if (why === null) return next();
    log.warn({ msg: 'refused', why });
    answer(request, response, { title: 'Refused', status: 403, detail: `${why}.` });
  };
}

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function nonceOf(response: unknown): string {
  const { locals } = response as { locals?: Record<string, unknown> };
  return String(locals?.['cspNonce']);
}
