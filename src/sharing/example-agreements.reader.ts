import { readFileSync } from 'node:fs';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import type { Agreement } from './agreement.js';
import { readAgreement } from './parse-agreement.js';

/** An agreement made up for the demo, and the organisations whose made-up privacy officers approve it. */
export interface ExampleAgreement {
  agreement: Agreement;
  approvedBy: readonly string[];
}

interface Written {
  startsInDays: number;
  expiresInDays: number;
  approvedBy: readonly string[];
  agreement: Readonly<Record<string, unknown>>;
}

/** The example agreements as if made for that day: some hold, one is over, one waits for approval. Throws where one is faulty. */
export function exampleAgreements(today: PlainDate): ExampleAgreement[] {
  const text = readFileSync(new URL('examples/example-agreements.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as readonly Written[]).map((written) => {
    const read = readAgreement({
      ...written.agreement,
      startsOn: addDays(today, written.startsInDays),
      expiresOn: addDays(today, written.expiresInDays),
    });
    if (!read.ok)
      throw new Error(
        `example agreements: ${read.faults.map(({ at, message }) => `${at} ${message}`).join('; ')}`,
      );
    return { agreement: read.value, approvedBy: written.approvedBy };
  });
}
