import type { Response } from 'express';

/** A page as text, not sent. Throws what its template throws. */
export function rendered(response: Response, template: string, view: object): Promise<string> {
  return new Promise((resolve, reject) => {
    response.render(template, view, (failure: Error | null, html?: string) => {
      if (failure) reject(failure);
      else resolve(html ?? '');
    });
  });
}
