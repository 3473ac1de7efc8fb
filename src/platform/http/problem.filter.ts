import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { errorLine } from '../logging/logger.js';
import { type Problem, problemOf } from './problem.js';
import { NotSignedIn } from './problems.js';

/** Answers every error: `application/problem+json` under /api and /health, an NHS page elsewhere. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = problemOf(error);
    if (error instanceof NotSignedIn && isPageAskedFor(request)) {
      response.redirect(302, `/sign-in?to=${encodeURIComponent(request.originalUrl)}`);
      return;
    }
    if (problem.status >= 500)
      this.logger.error(
        error instanceof Error ? errorLine(error) : 'something that is not an error was thrown',
      );
    answer(request, response, problem);
  }
}

const forPrograms = (path: string): boolean => /^\/(api|health|assets)(\/|$)/.test(path);

/** Somebody who opens a page is led to sign in and back to it; a form that was sent is told that it was not. */
function isPageAskedFor(request: Request): boolean {
  return (
    request.method === 'GET' && !forPrograms(request.path) && request.headers.authorization === undefined
  );
}

/** Also used where a request is refused before Nest sees it. */
export function answer(request: Request, response: Response, problem: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(problem.status);
  const requestId = String(response.getHeader('x-request-id') ?? '');
  if (forPrograms(request.path)) {
    response
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', ...problem, requestId }));
    return;
  }
  response.render('platform/views/problem.njk', { problem, requestId }, (failure, html) => {
    if (!failure) response.send(html);
    else response.type('text/plain').send(`${problem.title}\n${problem.detail}\n`);
  });
}
