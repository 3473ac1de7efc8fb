import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { AddressInfo } from 'node:net';
import { CONFIG, type Config } from '../config/config.js';

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
    const server = this.adapter.httpAdapter.getHttpServer() as { address(): AddressInfo | string | null };
    const bound = server.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : this.config.port;
    const { host } = this.config;
    const named = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
    return `http://${named}:${port}`;
  }

  /** Whether cookies may say Secure. Known from the configuration alone. */
  isHttps(): boolean {
    return this.config.publicUrl?.startsWith('https:') ?? false;
  }
}
