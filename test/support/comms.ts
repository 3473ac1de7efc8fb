import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { CommsModule } from '../../src/comms/comms.module.js';
import { MessageDeliveryModule } from '../../src/comms/message-delivery.module.js';
import {
  MESSAGE_PROVIDER,
  type MessageProvider,
  type OutgoingMessage,
  type SendOutcome,
} from '../../src/comms/message-provider.js';
import { entities } from '../../src/entities.js';
import { CLOCK } from '../../src/kernel/clock.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { testConfig } from './app.js';
import { FakeClock } from './clock.js';

/** A provider that does what a test says, and remembers what it was handed. */
export class FakeProvider implements MessageProvider {
  readonly handed: OutgoingMessage[] = [];
  next: (message: OutgoingMessage) => Promise<SendOutcome> = async () => ({ is: 'accepted', reference: 'r' });

  constructor(
    readonly name = 'fake',
    readonly deduplicates = false,
    readonly mayReceive: (address: string) => boolean = () => true,
  ) {}

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    this.handed.push(message);
    return this.next(message);
  }
}

export interface BootedComms {
  module: TestingModule;
  dataSource: DataSource;
  clock: FakeClock;
  close(): Promise<void>;
}

/** The room of messages on a database of the test's own, marked as a demo. Nothing in it runs by itself. */
export async function bootComms(
  databaseUrl: string,
  options: {
    provider?: MessageProvider;
    env?: Readonly<Record<string, string>>;
    kind?: 'demo' | 'real';
    delivery?: boolean;
  } = {},
): Promise<BootedComms> {
  const clock = new FakeClock('2026-11-22');
  const config = testConfig({ databaseUrl, ...(options.env ? { env: options.env } : {}) });
  let builder = Test.createTestingModule({
    imports: [
      PlatformModule.for(config, { entities, migrations }),
      CommsModule,
      ...(options.delivery ? [MessageDeliveryModule.for({ redisUrl: null }, 'web')] : []),
    ],
  })
    .overrideProvider(CLOCK)
    .useValue(clock);
  if (options.provider) builder = builder.overrideProvider(MESSAGE_PROVIDER).useValue(options.provider);
  // Compiled and not initialised: what runs by itself stays still.
  const module = await builder.compile();
  const dataSource = module.get(DataSource);
  await dataSource.query(`INSERT INTO installation (kind) VALUES ($1) ON CONFLICT DO NOTHING`, [
    options.kind ?? 'demo',
  ]);
  return {
    module,
    dataSource,
    clock,
    close: async () => {
      await module.close();
      Logger.overrideLogger(false);
    },
  };
}
