import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { type Arrival, contentHash, waitingSince } from './arrival.js';
import { ownerOfFinding } from './finding.js';
import { receivedAs, type Referral } from './referral.js';
import { SourceRegistry } from './sources/source.registry.js';
import { replaces, statedFacts } from './stated-facts.js';

const day = plainDate;
const csds = new SourceRegistry().find('NR5', 'SYSTMONE')?.priority ?? null;
const arrival = (
  child: Partial<Arrival['child']> = {},
  referral: Partial<Arrival['referral']> = {},
): Arrival => ({
  child: {
    referralId: 'r',
    provider: 'NR5',
    localPatientIdentifier: 'L1',
    nhsNumber: '9990866317',
    nhsNumberStatus: '01',
    givenName: 'Zuzanna',
    familyName: 'Pengelly',
    birthDate: day('2017-11-14'),
    diedOn: null,
    gender: null,
    addressLine: null,
    postcode: null,
    ethnicCategory: null,
    language: null,
    gpPractice: null,
    school: null,
    lookedAfter: null,
    childProtectionPlan: null,
    senType: null,
    contactRestriction: null,
    contactMethod: null,
    writtenFormat: null,
    interpreterRequired: null,
    contactName: null,
    contactRelationship: null,
    contactMobile: null,
    contactEmail: null,
    reportedOn: day('2026-11-15'),
    ...child,
  },
  referral: {
    id: 'r',
    provider: 'NR5',
    service: 'slt',
    sourceSystem: 'SYSTMONE',
    serviceRequestIdentifier: 'SR1',
    teamType: '33',
    teamCodeSystem: 'CSDS',
    sourceOfReferral: null,
    primaryReason: null,
    priorityTypeCode: null,
    receivedOn: day('2026-10-29'),
    originalReceivedOn: null,
    rttStatus: null,
    appointmentOn: null,
    lastDnaOn: null,
    closedOn: null,
    closureReason: null,
    outcome: null,
    reportedOn: day('2026-11-15'),
    ...referral,
  },
  findings: [],
});

describe('an arrival', () => {
  it('waits since its first receipt by any provider', () => {
    const received = { receivedOn: day('2026-10-29'), originalReceivedOn: null };
    expect(waitingSince(received)).toBe('2026-10-29');
    expect(waitingSince({ ...received, originalReceivedOn: day('2026-05-08') })).toBe('2026-05-08');
    expect(waitingSince({ ...received, originalReceivedOn: day('2026-11-01') })).toBe('2026-10-29');
  });

  it('has the same content on another census day, and another where anything else changed', () => {
    const later = { reportedOn: day('2026-11-22') };
    expect(contentHash(arrival(later, later))).toBe(contentHash(arrival()));
    const hashes = [
      arrival({ contactRestriction: 'R' }),
      arrival({ diedOn: day('2026-11-06') }),
      arrival({}, { appointmentOn: day('2026-12-01') }),
      arrival({}, { priorityTypeCode: '2' }),
      { ...arrival(), findings: ['unknown_code:ETHNIC_CATEGORY'] },
    ].map(contentHash);
    expect(new Set([contentHash(arrival()), ...hashes]).size).toBe(hashes.length + 1);
  });

  it('states what its columns say in words of the vocabulary, and nothing for a blank', () => {
    expect(statedFacts(arrival(), csds)).toEqual([]);
    const said = { source: 'clinician', organisation: 'NR5' };
    expect(
      statedFacts(arrival({ lookedAfter: 'Y', childProtectionPlan: 'N' }, { priorityTypeCode: '2' }), csds),
    ).toEqual([
      {
        ...said,
        subject: 'referral',
        code: 'provider_priority',
        value: 'urgent',
        recordedOn: '2026-10-29',
      },
      { ...said, subject: 'child', code: 'looked_after', value: 'yes', recordedOn: '2026-11-15' },
      { ...said, subject: 'child', code: 'child_protection_plan', value: 'no', recordedOn: '2026-11-15' },
    ]);
  });

  it.each([
    ['1', 'routine'],
    ['2', 'urgent'],
    ['3', 'urgent'],
    ['9', undefined],
  ])('has priority %s read as CSDS means it on a mental health list too: %s', (code, value) => {
    const [fact] = statedFacts(arrival({}, { priorityTypeCode: code, service: 'mental_health' }), csds);
    expect(fact?.value).toBe(value);
  });

  it('has an emergency of a source nobody has agreed codes with stand as an emergency, not as routine', () => {
    const posted = { sourceSystem: 'API', teamCodeSystem: 'MHSDS', teamType: 'A18', priorityTypeCode: '1' };
    const [fact] = statedFacts(arrival({}, { ...posted, provider: 'RJ8', service: 'mental_health' }), null);
    expect(fact).toMatchObject({ code: 'provider_priority', value: 'emergency', organisation: 'RJ8' });
  });
});

describe('what is stated again for the same day', () => {
  it.each([
    ['provider_priority', 'routine', 'urgent', true],
    ['provider_priority', 'urgent', 'urgent', false],
    ['looked_after', 'yes', 'no', true],
    ['looked_after', 'no', 'yes', false],
  ])('%s %s replaces %s: %s', (code, stated, stands, replaced) => {
    expect(replaces(code, stated, stands)).toBe(replaced);
  });
});

describe('a report of an entry', () => {
  const stored = { state: 'open', contentHash: 'a', reportedOn: day('2026-11-15') } as const;
  type Reported = Pick<Referral, 'state' | 'contentHash' | 'reportedOn'>;
  it.each<[string, Reported | undefined, Reported]>([
    ['received', undefined, stored],
    ['unchanged', stored, { ...stored, reportedOn: day('2026-11-22') }],
    ['changed', stored, { ...stored, contentHash: 'b' }],
    ['closed', stored, { ...stored, state: 'closed', contentHash: 'b' }],
    ['reopened', { ...stored, state: 'closed' }, { ...stored, contentHash: 'b' }],
    ['stale', stored, { ...stored, state: 'closed', reportedOn: day('2026-11-08') }],
  ])('is %s', (as, before, reported) => {
    expect(receivedAs(before, reported)).toBe(as);
  });
});

describe('a finding', () => {
  it('is owned by a role', () => {
    expect(ownerOfFinding('nhs_number_missing')).toBe('list_office');
    expect(ownerOfFinding('unknown_code:ETHNIC_CATEGORY')).toBe('data_quality_lead');
    expect(ownerOfFinding('priority_not_mapped')).toBe('data_quality_lead');
  });
});
