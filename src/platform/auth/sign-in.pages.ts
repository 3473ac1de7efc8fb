import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Logger,
  Post,
  Query,
  Render,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { errorLine } from '../logging/logger.js';
import { Invalid, NotSignedIn } from '../http/problems.js';
import { PublicAddress } from '../http/public-address.js';
import { SignInFailure, type WhyNot } from './oidc/failure.js';
import { SIGNED_IN, type SignedInReader } from './ports.js';
import { OpenToAll } from './requires.js';
import { safeReturnPath } from './return-path.js';
import { cookieFor, cookieIn } from './sessions/cookies.js';
import { ATTEMPT_MINUTES } from './sign-in-attempts.js';
import { originOf } from './sign-in-record.js';
import { signInWords } from './sign-in-words.js';
import { type SignedInView, signedInView } from './signed-in.presenter.js';
import { SignIn } from './sign-in.service.js';
import { BackChannel } from './tokens/back-channel.js';
import { WhoIsSignedIn } from './who-is-signed-in.js';

/** The way in and the way out, as a browser takes it. */
@ApiExcludeController()
@Controller()
export class SignInPages {
  private readonly log = new Logger('SignIn');

  constructor(
    private readonly signIn: SignIn,
    private readonly backChannel: BackChannel,
    private readonly who: WhoIsSignedIn,
    private readonly address: PublicAddress,
    @Inject(SIGNED_IN) private readonly signedIn: SignedInReader,
  ) {}

  @Get('sign-in')
  @OpenToAll('this is where somebody who is not signed in signs in')
  async begin(@Query('to') to: unknown, @Req() request: Request, @Res() response: Response): Promise<void> {
    const returnTo = safeReturnPath(to);
    // The cookie belongs to the host name that the provider sends the browser back to.
    if (new URL(this.address.url()).host !== request.headers.host?.toLowerCase()) {
      response.redirect(`${this.address.url()}/sign-in?to=${encodeURIComponent(returnTo)}`);
      return;
    }
    const cookie = cookieFor('sign-in', this.address.isHttps());
    await this.orSayWhy(response, async () => {
      const begun = await this.signIn.begin(returnTo, cookieIn(request, cookie.name), originOf(request));
      response.cookie(cookie.name, begun.browserSecret, {
        ...cookie.options,
        maxAge: ATTEMPT_MINUTES * 60_000,
      });
      response.redirect(begun.url);
    });
  }

  @Get('sign-in/callback')
  @OpenToAll('the identity provider sends the browser back here')
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    const cookie = cookieFor('sign-in', this.address.isHttps());
    const session = cookieFor('session', this.address.isHttps());
    const query = request.originalUrl.split('?')[1] ?? '';
    await this.orSayWhy(response, async () => {
      const done = await this.signIn.finish(
        {
          query,
          state: new URLSearchParams(query).get('state') ?? undefined,
          browserSecret: cookieIn(request, cookie.name),
        },
        this.who.secretIn(request),
        originOf(request),
      );
      response.clearCookie(cookie.name, cookie.options);
      // No maxAge: it goes with the browser, and the server's own limits end it sooner.
      response.cookie(session.name, done.secret, session.options);
      response.redirect(303, done.returnTo);
    });
  }

  @Post('sign-out')
  @OpenToAll('whoever is signed in may always leave; nobody else has anything to end')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    const session = cookieFor('session', this.address.isHttps());
    const found = await this.signedIn.read(request);
    const next = found === null ? null : await this.signIn.signOut(found, originOf(request));
    response.clearCookie(session.name, session.options);
    response.set('clear-site-data', '"cache"');
    response.redirect(303, next ?? '/signed-out');
  }

  @Get('signed-out')
  @OpenToAll('says that nobody is signed in any more')
  @Render('platform/views/signed-out.njk')
  signedOut(): Record<string, never> {
    return {};
  }

  @Get('signed-in')
  @OpenToAll('says to whoever is signed in where they are, and nothing of anybody else')
  @Render('platform/views/signed-in.njk')
  async signedInPage(@Req() request: Request): Promise<SignedInView> {
    const found = await this.signedIn.read(request);
    return signedInView(found ? await this.signIn.sessionsOf(found) : [], found?.sessionId ?? null);
  }

  @Post('sign-out/one')
  @OpenToAll('ends one session of one’s own; nobody else has anything to end')
  async endOne(
    @Body('session') session: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.signedIn.read(request);
    if (!found) throw new NotSignedIn('Sign in first.');
    if (typeof session !== 'string') throw new Invalid([{ at: 'session', message: 'Say which one' }]);
    await this.signIn.endOne(found, session, originOf(request));
    response.redirect(303, '/signed-in');
  }

  @Post('sign-in/back-channel')
  @HttpCode(200)
  @OpenToAll('the identity provider itself calls it, with a token it signed')
  async endedAtProvider(@Body('logout_token') token: unknown, @Req() request: Request): Promise<void> {
    if (typeof token !== 'string') throw new Invalid([{ at: 'logout_token', message: 'is needed' }]);
    await this.backChannel.end(token, originOf(request));
  }

  private async orSayWhy(response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SignInFailure)) throw error;
      const cause = error.cause instanceof Error ? error.cause : null;
      this.log.warn({ ...(cause ? errorLine(cause) : {}), msg: 'sign-in refused', why: error.why });
      this.refuse(response, error.why);
    }
  }

  private refuse(response: Response, why: WhyNot): void {
    const { sentence, status } = signInWords[why];
    response.status(status);
    if (status === 429) response.set('retry-after', '900');
    response.render('platform/views/sign-in-refused.njk', { sentence, why });
  }
}
