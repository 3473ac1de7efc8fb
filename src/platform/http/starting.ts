import { Injectable } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { Readiness } from '../health/readiness.js';
import { answer } from './problem.filter.js';

/**
 * While something must finish before pages make sense (the first load of the demo), the address already answers, and
 * says so: pages are 503 and ask again by themselves, `/health/ready` is no.
 */
@Injectable()
export class Starting {
  private what: string | null = null;

  constructor(readiness: Readiness) {
    readiness.register({
      name: 'started',
      check: async () => ({ ok: this.what === null, ...(this.what ? { detail: { doing: this.what } } : {}) }),
    });
  }

  doing(what: string): void {
    this.what = what;
  }

  done(): void {
    this.what = null;
  }

  gate(): RequestHandler {
    return (request, response, next) => {
      if (this.what === null || request.path.startsWith('/health/')) return next();
      response.set('retry-after', '3');
      response.set('refresh', '3');
      answer(request, response, {
        title: 'Starting',
        status: 503,
        detail: `${this.what}. This page asks again by itself.`,
      });
    };
  }
}
