import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import express, { type Express, type Response } from 'express';
import { nhsukFrontend, sourceRoot } from './views.js';

const YEAR_S = 31_536_000;
const require = createRequire(import.meta.url);
const { version } = require('nhsuk-frontend/package.json') as { version: string };

/** Paths that carry the version of what they serve, so that browsers may keep them for a year. */
export const assetPaths = {
  stylesheet: `/assets/nhsuk-frontend-${version}.min.css`,
  script: `/assets/nhsuk-frontend-${version}.min.js`,
} as const;

/**
 * Styles, scripts and icons, all from this machine: no page makes a request to anywhere else. The NHS stylesheet
 * names fonts on assets.nhs.uk; those lines are taken out and pages fall back to Arial, as the NHS design system does.
 */
export function serveAssets(app: Express): void {
  const nhsuk = join(nhsukFrontend, 'nhsuk');
  const stylesheet = withoutFonts(read(join(nhsuk, `nhsuk-frontend-${version}.min.css`)));
  const script = read(join(nhsuk, `nhsuk-frontend-${version}.min.js`)).replace(
    /\/\/# sourceMappingURL=.*$/m,
    '',
  );
  const initialise = `import { initAll } from '${assetPaths.script}';\ninitAll();\n`;

  app.get(assetPaths.stylesheet, (_request, response) => kept(response).type('css').send(stylesheet));
  app.get(assetPaths.script, (_request, response) => kept(response).type('js').send(script));
  app.get('/assets/breakwater.js', (_request, response) => askedAgain(response).type('js').send(initialise));
  app.get('/assets/breakwater.css', (_request, response) =>
    askedAgain(response).sendFile(join(sourceRoot, 'platform/views/breakwater.css'), { cacheControl: false }),
  );
  app.use(
    '/assets',
    express.static(join(nhsuk, 'assets'), { index: false, redirect: false, maxAge: '7d' }),
    (_request, response) => {
      response.status(404).type('text/plain').send('There is no such asset.\n');
    },
  );
}

export function withoutFonts(css: string): string {
  return css.replace(/@font-face\s*\{[^}]*\}/g, '').replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
}

const read = (path: string): string => readFileSync(path, 'utf8');

function kept(response: Response): Response {
  return response.set('cache-control', `public, max-age=${YEAR_S}, immutable`);
}

/** Kept, but only shown again when the server says it has not changed. */
function askedAgain(response: Response): Response {
  return response.set('cache-control', 'no-cache');
}
