/** A browser as far as signing in needs one: it keeps cookies, and follows links one by one so that each can be looked at. */
export class Walker {
  readonly cookies = new Map<string, string>();

  constructor(private readonly base: string) {}

  async ask(path: string, options: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.base), {
      redirect: 'manual',
      ...options,
      headers: {
        ...options.headers,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = set.split(';');
      const [name = '', ...value] = pair.split('=');
      const gone = attributes.some((one) => /expires=Thu, 01 Jan 1970/i.test(one));
      if (gone || value.join('=') === '') this.cookies.delete(name);
      else this.cookies.set(name, value.join('='));
    }
    return response;
  }

  /** Follows redirects to the first page that is none, or to the first address that `until` names. */
  async follow(path: string, until?: (url: URL) => boolean): Promise<{ url: URL; response: Response }> {
    let url = new URL(path, this.base);
    for (let hops = 0; hops < 12; hops += 1) {
      const response = await this.ask(url.href);
      const next = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || next === null) return { url, response };
      url = new URL(next, url);
      if (until?.(url)) return { url, response };
    }
    throw new Error('redirected in circles');
  }

  form(fields: Record<string, string>): RequestInit {
    return {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
  }

  /** From the first click to the page after it, as one of the demo's personas. */
  async signInAs(persona: string, to = '/'): Promise<{ url: URL; response: Response }> {
    const callback = await this.chooseAs(persona, to);
    return this.follow(callback.href);
  }

  /** As far as the address that the provider sends the browser back to, without going there. */
  async chooseAs(persona: string, to = '/'): Promise<URL> {
    const choosing = await this.follow(`/sign-in?to=${encodeURIComponent(to)}`);
    if (!choosing.url.pathname.includes('/choose/'))
      throw new Error(`nobody can be chosen at ${choosing.url.pathname}: ${await choosing.response.text()}`);
    const chosen = await this.ask(choosing.url.href, this.form({ persona }));
    const back = await this.follow(
      chosen.headers.get('location') ?? '',
      (url) => url.pathname === '/sign-in/callback',
    );
    return back.url;
  }
}

/** The word that forms of a page carry. */
export function csrfIn(html: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}
