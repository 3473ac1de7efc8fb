import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Configuration, interactionPolicy } from 'oidc-provider';
import { type KeyPair, privateJwkOf } from './identity-keys.provider.js';
import { identityStore } from './identity-store.provider.js';
import { demoAccessMap, personas } from './personas.js';

export const CLIENT_ID = 'breakwater';
const MINUTE = 60;

export interface ProviderParts {
  publicUrl: string;
  /** What programs' tokens are issued for. */
  audience: string;
  signing: KeyPair;
  service: KeyPair;
  feeds: ReadonlyMap<string, KeyPair>;
  policy: interactionPolicy.DefaultPolicy;
  fetch: typeof fetch;
  /** A page of this service, with what every page has. */
  render(response: ServerResponse, view: string, values: Record<string, unknown>): Promise<string>;
}

/** The demo's identity provider, set up as strictly as a real one: PKCE for all, keys instead of shared secrets. */
export async function providerSettings(parts: ProviderParts): Promise<Configuration> {
  const { publicUrl, audience, policy } = parts;
  return {
    adapter: identityStore(),
    jwks: { keys: [await privateJwkOf(parts.signing)] },
    cookies: { keys: [randomBytes(32).toString('base64url')], short: { sameSite: 'lax' } },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [parts.service.publicJwk] },
        redirect_uris: [`${publicUrl}/sign-in/callback`],
        post_logout_redirect_uris: [`${publicUrl}/signed-out`],
        backchannel_logout_uri: `${publicUrl}/sign-in/back-channel`,
        backchannel_logout_session_required: true,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      ...[...parts.feeds].map(([client_id, key]) => ({
        client_id,
        token_endpoint_auth_method: 'private_key_jwt' as const,
        jwks: { keys: [key.publicJwk] },
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
      })),
    ],
    clientAuthMethods: ['private_key_jwt'],
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid', ...demoAccessMap.scopes],
    acrValues: demoAccessMap.acr,
    claims: {
      openid: ['sub'],
      profile: ['name'],
      nationalrbacaccess: ['nhsid_nrbac_roles'],
      selectedrole: ['selected_roleid'],
      post: ['organisation', 'job', 'agency', 'services', 'localities'],
    },
    findAccount: (_context, id) => {
      const persona = personas.find(({ key }) => key === id);
      return persona && { accountId: id, claims: async () => ({ sub: id, ...persona.claims }) };
    },
    // Nobody is asked to consent: this service is the only client people have.
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(['openid', ...demoAccessMap.scopes].join(' '));
      await grant.save();
      return grant;
    },
    interactions: {
      policy,
      url: (_context, interaction) => `/demo-identity/choose/${interaction.uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context, client) => (client.clientId === CLIENT_ID ? [] : audience),
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 5 * MINUTE,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        // The form is the provider's own markup, with the word that ties it to this browser.
        logoutSource: async (context, form) => {
          context.body = await parts.render(context.res, 'demo/views/leave.njk', { form });
        },
        postLogoutSuccessSource: (context) => context.redirect('/signed-out'),
      },
    },
    renderError: async (context, out) => {
      context.type = 'html';
      const why = out.error_description ?? out.error;
      context.body = await parts.render(context.res, 'demo/views/refused.njk', { why });
    },
    ttl: {
      AccessToken: 5 * MINUTE,
      AuthorizationCode: MINUTE,
      IdToken: 5 * MINUTE,
      Interaction: 10 * MINUTE,
      Session: 60 * MINUTE,
      Grant: 60 * MINUTE,
      ClientCredentials: 5 * MINUTE,
    },
    fetch: parts.fetch,
  };
}
