import type { DataSource } from 'typeorm';
import { systemActor } from '../../src/kernel/actor.js';
import { plainDate } from '../../src/kernel/plain-date.js';
import { Trail } from '../../src/platform/audit/trail.js';
import { ExampleRegister } from '../../src/sharing/example-register.service.js';
import { SharingRegister } from '../../src/sharing/sharing-register.service.js';
import { SharingRepository } from '../../src/sharing/sharing.repository.js';
import { SharingService } from '../../src/sharing/sharing.service.js';
import { FakeClock } from './clock.js';

/** The register of agreements on a database, at a fixed day. */
export function sharingOn(dataSource: DataSource, today = '2026-11-22') {
  const clock = new FakeClock(today);
  const repository = new SharingRepository(dataSource);
  const service = new SharingService(dataSource, clock, repository, new Trail());
  const register = new SharingRegister(repository, clock);
  const examples = new ExampleRegister(dataSource, repository, service);
  return { clock, repository, service, register, examples };
}

/** The example agreements, in force on that day, where the register is empty: what a demo has. */
export async function loadExampleAgreements(dataSource: DataSource, today: string): Promise<void> {
  await sharingOn(dataSource, today).examples.load(systemActor('test'), plainDate(today));
}
