import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CONFIG, type Config } from '../config/config.js';
import { Installation } from '../database/installation.js';
import { requestLog } from '../logging/request-log.js';
import { serveAssets } from '../views/assets.js';
import { pageContext } from '../views/page-context.js';
import { PageNotices } from '../views/page-notices.js';
import { viewsOn } from '../views/views.js';
import { serveApiDocs } from './api-docs.js';
import { ProblemFilter } from './problem.filter.js';
import { cspNonce, neverStored, ownSiteOnly, securityHeaders } from './security.js';
import { Starting } from './starting.js';
import { requestValidation } from './validation.js';

/** The largest request read, pages and API alike: one referral or one fact, not an extract. */
const LARGEST_REQUEST = '256kb';

/**
 * Everything that happens to a request before a room sees it, in order. The same pipeline serves people and tests.
 * The application must have been made with `bodyParser: false`: a refused request's body is never read.
 */
export function preparePipeline(app: NestExpressApplication): void {
  const config = app.get<Config>(CONFIG);
  const express = app.getHttpAdapter().getInstance();
  viewsOn(express);
  app.disable('x-powered-by');

  app.use(requestLog(new Logger('Http')));
  app.use(cspNonce, securityHeaders);
  serveAssets(express);
  app.use(neverStored);
  app.use(pageContext(app.get(Installation), app.get(PageNotices)));
  app.use(ownSiteOnly(config));
  app.use(app.get(Starting).gate());
  app.useBodyParser('json', { limit: LARGEST_REQUEST });
  app.useBodyParser('urlencoded', { limit: LARGEST_REQUEST, extended: false });

  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter());
  serveApiDocs(app);
}
