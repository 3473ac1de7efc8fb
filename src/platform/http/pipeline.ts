import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import reader, { type RequestHandler } from 'express';
import { Visits } from '../auth/visits.js';
import { LockOut } from '../auth/lock-out.js';
import { OWN_PROVIDER, type OwnProvider } from '../auth/oidc/identity-source.js';
import { watchRefusals } from '../auth/watch-refusals.js';
import { WhoIsSignedIn } from '../auth/who-is-signed-in.js';
import { CONFIG, type Config } from '../config/config.js';
import { Installation } from '../database/installation.js';
import { requestLog } from '../logging/request-log.js';
import { serveAssets } from '../views/assets.js';
import { pageContext } from '../views/page-context.js';
import { PageNotices } from '../views/page-notices.js';
import { viewsOn } from '../views/views.js';
import { serveApiDocs } from './api-docs.js';
import { checkJson, onlyWhatIsRead, sayUnreadable } from './body-kind.js';
import { requestCeilings } from './ceilings.js';
import { csrfCheck } from './csrf.js';
import { ProblemFilter } from './problem.filter.js';
import { cspNonce, neverStored, ownSiteOnly, securityHeaders } from './security.js';
import { Starting } from './starting.js';
import { requestValidation } from './validation.js';

/** What came without a body has an empty one: handlers say what is missing. */
const neverWithoutBody: RequestHandler = (request, _response, next) => {
  request.body ??= {};
  next();
};

/** The largest request read, pages and API alike: one referral or one fact, not an extract. */
const LARGEST_REQUEST = 256 * 1024;

/**
 * Everything that happens to a request before a room sees it, in order. The same pipeline serves people and tests.
 * The application must have been made with `bodyParser: false`: a refused request's body is never read.
 */
export function preparePipeline(app: NestExpressApplication): void {
  const config = app.get<Config>(CONFIG);
  const who = app.get(WhoIsSignedIn, { strict: false });
  const express = app.getHttpAdapter().getInstance();
  viewsOn(express);
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);

  app.use(requestLog(new Logger('Http')));
  app.use(cspNonce, securityHeaders(config));
  serveAssets(express);
  app.use(neverStored);
  app.use(pageContext(app.get(Installation), app.get(PageNotices), app.get(Visits).early, who));
  app.use(ownSiteOnly(config));
  app.use(requestCeilings(config, (request) => who.secretIn(request)));
  app.use(app.get(Starting).gate());
  // Before the body is read: the demo's provider reads its own requests.
  const own = app.get<OwnProvider | null>(OWN_PROVIDER, { strict: false });
  if (own) app.use(own.path, own.handler);
  app.use(watchRefusals(who, app.get(LockOut, { strict: false })));
  app.use(onlyWhatIsRead(LARGEST_REQUEST));
  // Express's own reader: Nest's takes no check of the text before it is read.
  app.use(reader.json({ limit: LARGEST_REQUEST, verify: checkJson }));
  app.useBodyParser('urlencoded', { limit: LARGEST_REQUEST, extended: false });
  app.use(sayUnreadable);
  app.use(neverWithoutBody);
  app.use(csrfCheck(who));

  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter());
  serveApiDocs(app);
}
