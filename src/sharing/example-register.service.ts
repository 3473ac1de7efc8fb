import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, systemActor } from '../kernel/actor.js';
import type { PlainDate } from '../kernel/plain-date.js';
import { exampleAgreements } from './example-agreements.reader.js';
import type { By } from './registered-version.js';
import { SharingRepository } from './sharing.repository.js';
import { SharingService } from './sharing.service.js';

/** The made-up register of a demo: nobody agreed to any of it, and every page about it says so. */
@Injectable()
export class ExampleRegister {
  constructor(
    private readonly dataSource: DataSource,
    private readonly register: SharingRepository,
    private readonly sharing: SharingService,
  ) {}

  /** Loads it where the register is empty; answers how many versions were added. Whole or not at all. */
  async load(actor: Actor, today: PlainDate): Promise<number> {
    return this.dataSource.transaction(async (tx) => {
      await this.register.hold(tx);
      if ((await this.register.all(tx)).length > 0) return 0;
      const examples = exampleAgreements(today);
      for (const { agreement, approvedBy } of examples) {
        const { hash } = await this.sharing.add(
          tx,
          actor,
          agreement,
          madeUp('proposer', agreement.owner.organisation),
        );
        for (const organisation of approvedBy) {
          const by = madeUp('privacy officer', organisation);
          const said = { hash, lookedAt: 'Nothing: this is an example' };
          await this.sharing.approveAs(tx, systemActor('example agreements'), by, agreement, said);
        }
      }
      return examples.length;
    });
  }
}

function madeUp(role: string, organisation: string): By {
  return {
    id: `example#${role}-${organisation}`,
    name: `Example ${role} of ${organisation} (made up)`,
    organisation,
  };
}
