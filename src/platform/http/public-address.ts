import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { AddressInfo } from 'node:net';
import { CONFIG, type Config } from '../config/config.js';

const LOOPBACK_OR_ALL = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'];

/**
 * The address people use. Where PUBLIC_URL does not say, it is this machine at the port it listens on, which with
 * PORT=0 is known only once it listens: ask when it is needed, not at start.
 */
@Injectable()
export class PublicAddress {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly adapter: HttpAdapterHost,
  ) {}

  /** Without a slash at the end. */
  url(): string {
    if (this.config.publicUrl !== null) return this.config.publicUrl;
    const { host } = this.config;
    const named = LOOPBACK_OR_ALL.includes(host) ? 'localhost' : host;
    return `http://${named}:${this.port()}`;
  }

  /** How this process reaches itself, past any name or proxy. */
  own(): string {
    const { host } = this.config;
    const named = host.includes(':') ? '[::1]' : LOOPBACK_OR_ALL.includes(host) ? '127.0.0.1' : host;
    return `http://${named}:${this.port()}`;
  }

  /** Whether cookies may say Secure. Known from the configuration alone. */
  isHttps(): boolean {
    return this.config.publicUrl?.startsWith('https:') ?? false;
  }

  private port(): number {
    const server = this.adapter.httpAdapter.getHttpServer() as { address(): AddressInfo | string | null };
    const bound = server.address();
    return bound !== null && typeof bound === 'object' ? bound.port : this.config.port;
  }
}
