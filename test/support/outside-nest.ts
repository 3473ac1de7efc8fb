/**
 * Every address that Express answers without a handler of Nest, and so without the door that asks a policy: each with
 * why nobody need be signed in for it. Where the code registers one that is not here, a test fails.
 */
export const outsideNest: Readonly<Record<string, string>> = {
  '/assets/nhsuk-frontend-*.min.css': 'the style of every page, the sign-in page among them',
  '/assets/nhsuk-frontend-*.min.js': 'the script of every page',
  '/assets/breakwater.js': 'starts that script',
  '/assets/breakwater.css': 'the style that is our own',
  '/assets': 'icons and pictures of the design system; what is not there is 404',
  '/api/docs': 'what the API offers, in words; of nobody',
  '/api/docs-json': 'the same for programs; of nobody',
  '/demo-identity': 'the demo’s own identity provider, where one signs in; not there in production',
};

/** Where the code names such an address: file, and the address as it is written there. */
export const registeredIn: Readonly<Record<string, readonly string[]>> = {
  'platform/views/assets.ts': [
    'assetPaths.stylesheet',
    'assetPaths.script',
    "'/assets/breakwater.js'",
    "'/assets/breakwater.css'",
    "'/assets'",
  ],
  'platform/http/api-docs.ts': ["'/api/docs-json'", "'/api/docs'"],
  'platform/http/pipeline.ts': ['own.path'],
  // Under the path of the demo's provider, and answered only where that is there.
  'demo/identity/identity-routes.provider.ts': [
    "'/choose/:uid'",
    "'/choose/:uid'",
    "'/programs/:id/token'",
    'demoOnly',
  ],
};
