import fc from 'fast-check';
import { addDays, plainDate, type PlainDate } from '../../src/kernel/plain-date.js';
import { agencies } from '../../src/kernel/role.js';
import type { Approval, RegisteredVersion } from '../../src/sharing/registered-version.js';

export const TODAY = plainDate('2026-11-22');
export const organisations = ['NR5', 'RK9', 'PLYMOUTH-CC'] as const;

export function approvedBy(id: string, organisation: string): Approval {
  return { id, name: `Approver ${id}`, organisation, lookedAt: 'the whole text', approvedAt: new Date(0) };
}

/** An approved version of an agreement of two providers and the council. */
export function anAgreement(given: Partial<RegisteredVersion> = {}): RegisteredVersion {
  return {
    id: 'example',
    version: 1,
    title: 'Example',
    summary: 'An example.',
    purpose: 'direct_care',
    legalBasis: { article6: '6(1)(e)', article9: '9(2)(h)', other: [] },
    parties: [
      { organisation: 'NR5', name: 'Livewell', agencies: ['health'] },
      { organisation: 'RK9', name: 'University Hospitals', agencies: ['health'] },
      { organisation: 'PLYMOUTH-CC', name: 'Plymouth City Council', agencies: ['social_care', 'education'] },
    ],
    shares: [
      {
        from: 'RK9',
        to: [{ organisation: 'NR5', agencies: null }],
        entries: true,
        facts: ['*'],
        why: 'care',
      },
      {
        from: 'PLYMOUTH-CC',
        to: [{ organisation: 'NR5', agencies: ['health'] }],
        entries: false,
        facts: ['looked_after'],
        why: 'care',
      },
      {
        from: 'NR5',
        to: [{ organisation: 'PLYMOUTH-CC', agencies: ['education'] }],
        entries: false,
        facts: ['ehc_plan'],
        why: 'school',
      },
    ],
    imports: [{ from: 'PLYMOUTH-CC', sources: ['council'], facts: ['looked_after'], why: 'care' }],
    startsOn: addDays(TODAY, -10),
    expiresOn: addDays(TODAY, 100),
    owner: { role: 'privacy officer', organisation: 'NR5' },
    example: true,
    hash: '0'.repeat(64),
    proposed: { id: 'proposer', name: 'Proposer', organisation: 'NR5', at: new Date(0) },
    approvals: [approvedBy('one', 'NR5'), approvedBy('two', 'RK9')],
    withdrawn: null,
    ...given,
  };
}

export function withdrawn(version: RegisteredVersion, on: PlainDate): RegisteredVersion {
  const by = { id: 'one', name: 'One', organisation: 'NR5', reason: 'no longer needed' };
  return { ...version, withdrawn: { ...by, at: new Date(`${on}T12:00:00Z`), on } };
}

const organisation = fc.constantFrom(...organisations);
const facts = fc.uniqueArray(fc.constantFrom('*', 'ehc_plan', 'looked_after', 'self_harm'), { maxLength: 3 });
const recipient = fc.record({
  organisation,
  agencies: fc.option(fc.uniqueArray(fc.constantFrom(...agencies), { minLength: 1 })),
});
const share = fc.record({
  from: organisation,
  to: fc.array(recipient, { minLength: 1, maxLength: 2 }),
  entries: fc.boolean(),
  facts,
  why: fc.constant('why'),
});

/** Any register: agreements of several versions, some approved, some over, some withdrawn, parties left out. */
export const arbitraryRegister: fc.Arbitrary<RegisteredVersion[]> = fc
  .array(
    fc
      .record({
        id: fc.constantFrom('a', 'b', 'c'),
        version: fc.integer({ min: 1, max: 3 }),
        parties: fc.subarray([...anAgreement().parties], { minLength: 1 }),
        shares: fc.array(share, { maxLength: 3 }),
        startsOn: fc.integer({ min: -60, max: 60 }).map((days) => addDays(TODAY, days)),
        approvals: fc.subarray([approvedBy('one', 'NR5'), approvedBy('two', 'RK9')]),
      })
      .chain((given) =>
        fc
          .record({
            days: fc.integer({ min: 1, max: 300 }),
            over: fc.option(fc.integer({ min: -60, max: 60 })),
          })
          .map(({ days, over }) => {
            const version = anAgreement({ ...given, expiresOn: addDays(given.startsOn, days) });
            return over === null ? version : withdrawn(version, addDays(TODAY, over));
          }),
      ),
    { maxLength: 6 },
  )
  .map((versions) => [...new Map(versions.map((one) => [`${one.id}/${one.version}`, one])).values()]);
