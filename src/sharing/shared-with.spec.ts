import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, plainDate } from '../kernel/plain-date.js';
import { agencies } from '../kernel/role.js';
import { inForce, standingOf } from './in-force.js';
import { mayImport } from './may-import.js';
import type { RegisteredVersion } from './registered-version.js';
import { feedsDecisionShownTo, sharedWith } from './shared-with.js';
import {
  anAgreement,
  arbitraryRegister,
  approvedBy,
  organisations,
  TODAY,
  withdrawn,
} from '../../test/support/sharing-register.js';

const NR5 = { organisation: 'NR5', agency: 'health' } as const;
const teacher = { organisation: 'PLYMOUTH-CC', agency: 'education' } as const;
const socialWorker = { organisation: 'PLYMOUTH-CC', agency: 'social_care' } as const;

describe('what is shared with an organisation', () => {
  it('is its own alone where nothing is agreed', () => {
    expect(sharedWith([], NR5, TODAY)).toEqual({
      entriesFrom: ['NR5'],
      facts: ['NR5/*'],
      because: [],
      ended: [],
    });
  });

  it('is what an agreement in force gives, and the agreement is named', () => {
    const shared = sharedWith([anAgreement()], NR5, TODAY);
    expect(shared.entriesFrom).toEqual(['NR5', 'RK9']);
    expect(shared.facts).toEqual(['NR5/*', 'PLYMOUTH-CC/looked_after', 'RK9/*']);
    expect(shared.because).toEqual([
      expect.objectContaining({ agreement: 'example', version: 1, entriesFrom: ['RK9'] }),
    ]);
  });

  it('is given to members of the agencies that are named, and to nobody else of the organisation', () => {
    expect(sharedWith([anAgreement()], teacher, TODAY).facts).toEqual(['NR5/ehc_plan', 'PLYMOUTH-CC/*']);
    expect(sharedWith([anAgreement()], socialWorker, TODAY).facts).toEqual(['PLYMOUTH-CC/*']);
  });

  it('is nothing for an organisation that is no party, even where it is named as one that receives', () => {
    const stranger = { organisation: 'RA9', agency: 'health' } as const;
    const shares = [
      { from: 'NR5', to: [{ organisation: 'RA9', agencies: null }], entries: true, facts: ['*'], why: 'x' },
    ];
    expect(sharedWith([anAgreement({ shares })], stranger, TODAY).facts).toEqual(['RA9/*']);
  });

  it('is only what is shared for the work of the role, where the role is said', () => {
    const direct = [anAgreement({ purpose: 'direct_care' })];
    expect(sharedWith(direct, { ...NR5, role: 'clinician' }, TODAY).facts).toContain('RK9/*');
    expect(sharedWith(direct, { ...NR5, role: 'mdt_coordinator' }, TODAY).facts).toEqual(['NR5/*']);
    for (const role of ['auditor', 'board_reader', 'rules_lead', 'privacy_officer', 'system'] as const)
      expect(sharedWith(direct, { ...NR5, role }, TODAY).facts).toEqual(['NR5/*']);
  });

  it('is nothing by a version that fewer than two people have approved', () => {
    for (const approvals of [[], [approvedBy('one', 'NR5')]])
      expect(sharedWith([anAgreement({ approvals })], NR5, TODAY).facts).toEqual(['NR5/*']);
  });

  it('starts on the first day and is over on the day it expires', () => {
    const agreement = anAgreement();
    const { startsOn, expiresOn } = agreement;
    const onDay = (day: typeof startsOn) => sharedWith([agreement], NR5, day).facts.length > 1;
    expect(onDay(addDays(startsOn, -1))).toBe(false);
    expect(onDay(startsOn)).toBe(true);
    expect(onDay(addDays(expiresOn, -1))).toBe(true);
    expect(onDay(expiresOn)).toBe(false);
  });

  it('says which agreement ended, when, and what it gave that nothing else gives', () => {
    const agreement = anAgreement();
    const [ended] = sharedWith([agreement], NR5, agreement.expiresOn).ended;
    expect(ended).toMatchObject({
      title: 'Example',
      how: 'expired',
      on: agreement.expiresOn,
      entriesFrom: ['RK9'],
    });
    const again = anAgreement({ id: 'another', expiresOn: addDays(agreement.expiresOn, 100) });
    expect(sharedWith([agreement, again], NR5, agreement.expiresOn).ended).toEqual([]);
  });

  it('is over on the day somebody withdrew it, and that is said', () => {
    const shared = sharedWith([withdrawn(anAgreement(), TODAY)], NR5, TODAY);
    expect(shared.facts).toEqual(['NR5/*']);
    expect(shared.ended).toEqual([expect.objectContaining({ how: 'withdrawn', on: TODAY })]);
  });
});

describe('which version of an agreement holds', () => {
  const second = anAgreement({ version: 2, startsOn: addDays(TODAY, 10), expiresOn: addDays(TODAY, 20) });
  const both = [anAgreement({ expiresOn: addDays(TODAY, 300) }), second];
  const versionOn = (versions: readonly RegisteredVersion[], days: number) =>
    inForce(versions, addDays(TODAY, days)).map(({ version }) => version);

  it('is the latest that has started, and an earlier one never comes back when it ends', () => {
    expect(versionOn(both, 9)).toEqual([1]);
    expect(versionOn(both, 10)).toEqual([2]);
    expect(versionOn(both, 20)).toEqual([]);
    expect(standingOf(both, addDays(TODAY, 20))).toMatchObject({ is: 'expired', version: { version: 2 } });
  });

  it('never holds once it is withdrawn, whatever day the withdrawal says', () => {
    for (const days of [-5, 0, 5, 300])
      expect(inForce([withdrawn(anAgreement(), addDays(TODAY, days))], TODAY)).toEqual([]);
  });

  it('is still the one before where the later was withdrawn before it started', () => {
    const [first] = both;
    expect(first && versionOn([first, withdrawn(second, TODAY)], 15)).toEqual([1]);
    expect(first && versionOn([first, withdrawn(second, addDays(TODAY, 12))], 15)).toEqual([]);
  });
});

describe('what may be taken in', () => {
  const may = (organisation: string, source: 'council' | 'school' | 'parent' | 'clinician', code: string) =>
    mayImport([anAgreement()], organisation, source, code, TODAY);

  it('is nothing of council or school where nothing is agreed, whoever passes it on', () => {
    for (const source of ['council', 'school'] as const)
      for (const organisation of ['NR5', 'PLYMOUTH-CC', '113304'])
        expect(mayImport([], organisation, source, 'looked_after', TODAY)).toBe(false);
  });

  it('is what the agreement names: organisation, source and code', () => {
    expect(may('PLYMOUTH-CC', 'council', 'looked_after')).toBe(true);
    expect(may('PLYMOUTH-CC', 'council', 'youth_justice')).toBe(false);
    expect(may('PLYMOUTH-CC', 'school', 'looked_after')).toBe(false);
    expect(may('113304', 'council', 'looked_after')).toBe(false);
  });

  it('is anything a health organisation records itself', () => {
    expect(mayImport([], 'NR5', 'parent', 'getting_worse', TODAY)).toBe(true);
    expect(may('NR5', 'clinician', 'single_words')).toBe(true);
  });

  it('of an organisation outside health is by agreement too, whoever is said to have told it', () => {
    expect(may('PLYMOUTH-CC', 'parent', 'electively_home_educated')).toBe(false);
  });

  it('ends with the agreement', () => {
    const agreement = anAgreement();
    expect(mayImport([agreement], 'PLYMOUTH-CC', 'council', 'looked_after', agreement.expiresOn)).toBe(false);
  });
});

describe('over any register', () => {
  const reader = fc.record({
    organisation: fc.constantFrom(...organisations),
    agency: fc.constantFrom(...agencies),
  });
  const day = fc.integer({ min: -40, max: 400 }).map((days) => addDays(plainDate('2026-11-22'), days));

  it('nothing of another organisation is shared that no agreement in force, of which both are parties, names', () => {
    fc.assert(
      fc.property(arbitraryRegister, reader, day, (register, who, today) => {
        const shared = sharedWith(register, who, today);
        for (const fact of shared.facts.filter((entry) => entry !== `${who.organisation}/*`)) {
          const [from = '', code = ''] = fact.split('/');
          const naming = inForce(register, today).filter(
            ({ parties, shares }) =>
              [from, who.organisation].every((code) => parties.some((p) => p.organisation === code)) &&
              shares.some((share) => share.from === from && share.facts.includes(code)),
          );
          expect(naming).not.toEqual([]);
        }
      }),
    );
  });

  it('an agreement more never takes away, and what it gave is gone or said once it is over', () => {
    fc.assert(
      fc.property(arbitraryRegister, reader, day, (register, who, today) => {
        const all = sharedWith(register, who, today);
        for (const left of register) {
          const fewer = sharedWith(
            register.filter(({ id }) => id !== left.id),
            who,
            today,
          );
          for (const fact of fewer.facts) expect(all.facts).toContain(fact);
        }
        for (const ended of all.ended) for (const fact of ended.facts) expect(all.facts).not.toContain(fact);
      }),
    );
  });

  it('reasons are shown exactly where the fact itself may be', () => {
    fc.assert(
      fc.property(arbitraryRegister, reader, day, (register, who, today) => {
        const { facts } = sharedWith(register, who, today);
        for (const organisation of organisations)
          expect(feedsDecisionShownTo(register, { organisation, code: 'ehc_plan' }, who, today)).toBe(
            facts.includes(`${organisation}/ehc_plan`) || facts.includes(`${organisation}/*`),
          );
      }),
    );
  });
});
