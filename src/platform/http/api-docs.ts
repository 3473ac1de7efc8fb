import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import express from 'express';

const require = createRequire(import.meta.url);

/**
 * The API, described: `/api/docs` for people, `/api/docs-json` for programs. The page is our own, so that it stands
 * under the same content security policy and notice as every other; Swagger UI's script and styles come from here.
 */
export function serveApiDocs(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Breakwater')
    .setDescription(
      'Waiting-list risk triage for children. Every write may name who makes it in the header `x-actor-name`. ' +
        'Errors are application/problem+json with every fault at once. Sign-in is not built yet.',
    )
    .setVersion('1')
    .build();
  const document = SwaggerModule.createDocument(app, description);
  const server = app.getHttpAdapter().getInstance();
  const swaggerUi = dirname(require.resolve('swagger-ui-dist/package.json'));

  server.get('/api/docs-json', (_request, response) => void response.json(document));
  server.get('/api/docs', (_request, response) => response.render('platform/views/api-docs.njk'));
  server.get('/api/docs/initialise.js', (_request, response) => {
    response.type('js').send(INITIALISE);
  });
  server.use(
    '/api/docs',
    express.static(swaggerUi, { index: false, redirect: false, fallthrough: true, maxAge: '1d' }),
  );
}

const INITIALISE = `SwaggerUIBundle({
  url: '/api/docs-json',
  dom_id: '#swagger-ui',
  deepLinking: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;
