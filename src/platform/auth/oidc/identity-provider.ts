import { Inject, Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import { PublicAddress } from '../../http/public-address.js';
import type { Claims } from '../claims/post.js';
import { failureOf, SignInFailure } from './failure.js';
import { IDENTITY_SOURCE, type IdentitySource } from './identity-source.js';

/** How long what the provider says about itself is believed before it is asked again. */
const ASK_AGAIN_MS = 60 * 60_000;
const TIMEOUT_S = 10;
/** Its clock and ours may differ by this much. */
export const CLOCK_TOLERANCE_S = 60;

/** What a begun sign-in must be finished with. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

export interface ProvenIdentity {
  claims: Claims;
  idToken: string;
  providerSession: string | null;
  /** How they proved themselves, by the signed token alone; null where it does not say. */
  acr: string | null;
}

/** The identity provider as a relying party knows it. Every failure is a `SignInFailure` with its reason. */
@Injectable()
export class IdentityProvider {
  private readonly log = new Logger('SignIn');
  private known: { metadata: oidc.ServerMetadata; at: number } | null = null;

  constructor(
    @Inject(IDENTITY_SOURCE) private readonly source: IdentitySource | null,
    private readonly address: PublicAddress,
  ) {}

  get redirectUri(): string {
    return `${this.address.url()}/sign-in/callback`;
  }

  sourceOrFail(): IdentitySource {
    if (this.source === null) throw new SignInFailure('not-set-up');
    return this.source;
  }

  /** Where the browser goes to sign in: authorisation code flow with PKCE (S256), state and nonce. */
  async authorizationUrl(checks: Checks): Promise<string> {
    const { map } = this.sourceOrFail();
    const client = await this.client();
    return oidc.buildAuthorizationUrl(client, {
      redirect_uri: this.redirectUri,
      scope: ['openid', ...map.scopes].join(' '),
      ...(map.acr.length > 0 ? { acr_values: map.acr.join(' ') } : {}),
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
    }).href;
  }

  /** Exchanges the code for a verified identity. `query` is the callback's, as it came. */
  async prove(query: string, checks: Checks): Promise<ProvenIdentity> {
    const client = await this.client();
    try {
      const tokens = await oidc.authorizationCodeGrant(client, new URL(`${this.redirectUri}?${query}`), {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined || tokens.id_token === undefined) throw new SignInFailure('unverified');
      // NHS CIS2 tells roles at its userinfo end point alone. What the signed token says counts before it.
      const more =
        client.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await oidc.fetchUserInfo(client, tokens.access_token, claims.sub);
      const { sid, acr } = claims;
      return {
        claims: { ...more, ...claims },
        idToken: tokens.id_token,
        providerSession: typeof sid === 'string' ? sid : null,
        acr: typeof acr === 'string' ? acr : null,
      };
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** Where a browser goes to end the provider's own session too; null where the provider has no such place. */
  async endSessionUrl(idToken: string | null): Promise<string | null> {
    const { end_session_endpoint } = await this.metadata();
    if (end_session_endpoint === undefined) return null;
    return oidc.buildEndSessionUrl(await this.client(), {
      post_logout_redirect_uri: `${this.address.url()}/signed-out`,
      ...(idToken === null ? {} : { id_token_hint: idToken }),
    }).href;
  }

  /** What the provider says about itself. Asked again every hour; while it does not answer, the last word counts. */
  async metadata(): Promise<oidc.ServerMetadata> {
    const now = performance.now();
    if (this.known !== null && now - this.known.at < ASK_AGAIN_MS) return this.known.metadata;
    try {
      const source = this.sourceOrFail();
      const found = await oidc.discovery(
        new URL(source.issuer()),
        source.clientId,
        undefined,
        await source.clientAuth(),
        {
          timeout: TIMEOUT_S,
          execute: isHttp(source.issuer()) ? [oidc.allowInsecureRequests] : [],
          ...(source.fetch ? { [oidc.customFetch]: source.fetch } : {}),
        },
      );
      this.known = { metadata: found.serverMetadata(), at: now };
    } catch (error) {
      const failure = failureOf(error);
      if (this.known === null || failure.why === 'not-set-up') throw failure;
      this.log.warn({ msg: 'the identity provider does not say what it is; going on with its last word' });
    }
    return this.known.metadata;
  }

  /** A client of its own for each sign-in, so that the provider's keys of this moment are asked for, not old ones. */
  private async client(): Promise<oidc.Configuration> {
    const source = this.sourceOrFail();
    const client = new oidc.Configuration(
      await this.metadata(),
      source.clientId,
      { [oidc.clockTolerance]: CLOCK_TOLERANCE_S },
      await source.clientAuth(),
    );
    client.timeout = TIMEOUT_S;
    if (source.fetch) client[oidc.customFetch] = source.fetch;
    if (isHttp(source.issuer())) oidc.allowInsecureRequests(client);
    // The signature is checked although the token came straight from the provider: transport may end at a proxy.
    oidc.enableNonRepudiationChecks(client);
    return client;
  }
}

/** Configuration allows http on this machine alone. */
const isHttp = (issuer: string): boolean => issuer.startsWith('http:');
