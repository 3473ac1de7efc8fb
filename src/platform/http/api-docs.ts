import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { describeApi, type OpenApi } from './api-description.js';

/**
 * The API, described from the code: `/api/docs` for people, `/api/docs-json` (OpenAPI) for programs. The page is our
 * own and not Swagger UI's: it works without JavaScript, passes the same accessibility scan as every other page and
 * stands under the same content security policy.
 */
export function serveApiDocs(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Breakwater')
    .setDescription(
      'Waiting-list risk triage for children. A program signs in at the identity provider and sends ' +
        'Authorization: Bearer with the token it is given; a script in a page sends x-csrf-token with each change. ' +
        'Errors are application/problem+json with every fault at once.',
    )
    .setVersion('1')
    .build();
  const document = SwaggerModule.createDocument(app, description);
  const groups = describeApi(document as unknown as OpenApi);
  const server = app.getHttpAdapter().getInstance();
  server.get('/api/docs-json', (_request, response) => void response.json(document));
  server.get('/api/docs', (_request, response) =>
    response.render('platform/views/api-docs.njk', { about: document.info.description, groups }),
  );
}
