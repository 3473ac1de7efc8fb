import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import nunjucks, { type Environment } from 'nunjucks';

/** `src` when run from sources, `dist/src` when built: templates lie beside the code that fills them. */
export const sourceRoot = fileURLToPath(new URL('../../', import.meta.url));

const require = createRequire(import.meta.url);
/** `node_modules/nhsuk-frontend/dist`: the NHS templates, styles, scripts and fonts, served from here and nowhere else. */
export const nhsukFrontend = join(dirname(require.resolve('nhsuk-frontend/package.json')), 'dist');

/** Templates escape what they print, and printing what was never passed is an error, not a blank. */
export function viewsOn(express?: Express): Environment {
  const environment = nunjucks.configure([sourceRoot, nhsukFrontend], {
    autoescape: true,
    throwOnUndefined: true,
    ...(express ? { express } : {}),
  });
  express?.set('view engine', 'njk');
  return environment;
}
