import type { ServerResponse } from 'node:http';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Provider } from 'oidc-provider';
import { CHOSEN, personas } from './personas.js';

export interface RoutesOf {
  path: string;
  publicUrl: () => string;
  provider: () => Promise<Provider>;
  /** An access token of one of the demo's programs; null where it is none. */
  tokenFor: (program: string) => Promise<string | null>;
  /** Whether real children are in the database: then there is nothing here. */
  isReal: () => Promise<boolean>;
}

/** Choosing who to be, and the provider's own end points, under one path. */
export function identityRoutes({ path, publicUrl, provider, tokenFor, isReal }: RoutesOf): express.Router {
  const router = express.Router();
  const demoOnly: RequestHandler = (request, _response, next) => {
    isReal().then((real) => {
      if (real) return next('router');
      // The provider names its own addresses by these; nobody outside may choose them.
      const { protocol, host } = new URL(publicUrl());
      request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      request.headers['x-forwarded-host'] = host;
      next();
    }, next);
  };
  const form = express.urlencoded({ extended: false, limit: '2kb' });

  router.get('/choose/:uid', demoOnly, (request, response, next) => {
    provider()
      .then((known) => known.interactionDetails(request, response))
      .then(({ uid }) => response.render('demo/views/choose.njk', { uid, personas, path }))
      .catch((error: unknown) => gone(error, response, next));
  });
  router.post('/choose/:uid', demoOnly, form, (request, response, next) => {
    const chosen = personas.find(({ key }) => key === (request.body as { persona?: unknown }).persona);
    if (chosen === undefined) return void response.redirect(303, request.originalUrl);
    provider()
      .then(async (known) => {
        await forgetWhoWas(known, request, response);
        await known.interactionFinished(request, response, {
          login: { accountId: chosen.key, acr: CHOSEN },
        });
      })
      .catch((error: unknown) => gone(error, response, next));
  });
  // A program has a key and asks the provider; this spares whoever tries the API out from being one.
  router.post('/programs/:id/token', demoOnly, (request, response, next) => {
    tokenFor(String(request.params['id'])).then(
      (token) =>
        void response
          .status(token === null ? 404 : 200)
          .type('text')
          .send(token ?? 'There is no such program.'),
      next,
    );
  });
  router.use(demoOnly, (request, response, next) => {
    provider().then((known) => known.callback()(request, response), next);
  });
  return router;
}

/** Whoever was chosen before in this browser, so that the next is somebody new and not a mix-up of two. */
async function forgetWhoWas(provider: Provider, request: Request, response: Response): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  if (!interaction.session) return;
  await (await provider.Session.findByUid(interaction.session.uid))?.destroy();
  delete interaction.session;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1_000));
}

function gone(error: unknown, response: Response, next: (error: unknown) => void): void {
  if (!(error instanceof Error && error.name === 'SessionNotFound')) return next(error);
  response.status(400);
  response.render('demo/views/refused.njk', {
    why: 'signing in was begun too long ago, or in another browser',
  });
}

/** A page of this service, for where the provider has a page of its own. */
export function renderPage(
  response: ServerResponse,
  view: string,
  values: Record<string, unknown>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    (response as Response).render(view, values, (error: Error | null, html: string) =>
      error ? reject(error) : resolve(html),
    );
  });
}
