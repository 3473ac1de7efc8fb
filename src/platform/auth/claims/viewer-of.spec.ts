import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAccessMap } from './parse-access-map.js';
import { systemOf, viewerOf } from './viewer-of.js';

const ISSUER = 'https://id.example';
const file = {
  claims: ['cis2', 'plain'],
  acr: ['AAL3_ANY'],
  organisationClaim: 'org',
  organisations: [
    { code: 'NR5', name: 'Livewell', agency: 'health' },
    { code: 'PLYMOUTH-CC', name: 'Plymouth City Council', agency: 'social_care' },
  ],
  roles: [
    {
      when: { role_code: 'R8003', org_code: 'NR5', workgroup: 'SLT' },
      role: 'clinician',
      services: ['slt'],
      localities: 'all',
    },
    { when: { role_code: 'S0010:G0020:R8008' }, role: 'list_office', services: 'all', localities: 'all' },
    {
      when: { claims: { job: 'mdt' } },
      role: 'mdt_coordinator',
      services: 'all',
      localities: { claim: 'teams' },
    },
  ],
  clients: [{ id: 'feed', name: 'A feed', organisation: 'NR5', services: ['slt'] }],
};
const parsed = parseAccessMap(JSON.stringify(file));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
const map = parsed.value;

const post = { person_roleid: '555', org_code: 'NR5', role_code: 'S8001:G8005:R8003', workgroups: ['SLT'] };
const cis2 = { sub: 'u1', name: 'Ben Trevail', selected_roleid: '555', nhsid_nrbac_roles: [post] };
const refused = (claims: Record<string, unknown>) => viewerOf(map, ISSUER, claims);

describe('who somebody is here', () => {
  it('is the selected CIS2 role, by its code, organisation and workgroup', () => {
    expect(refused(cis2)).toEqual({
      viewer: {
        kind: 'person',
        id: 'https://id.example u1',
        name: 'Ben Trevail',
        role: 'clinician',
        organisation: 'NR5',
        agency: 'health',
        services: ['slt'],
        localities: 'all',
      },
    });
  });

  it('is nobody without a selected role, or with one that is not among their own, or is there twice', () => {
    const { selected_roleid: _none, ...without } = cis2;
    expect(refused(without)).toEqual({ refused: 'no-role' });
    expect(refused({ ...cis2, selected_roleid: '' })).toEqual({ refused: 'no-role' });
    expect(refused({ ...cis2, selected_roleid: '556' })).toEqual({ refused: 'no-role' });
    expect(refused({ ...cis2, nhsid_nrbac_roles: [] })).toEqual({ refused: 'no-role' });
    expect(refused({ ...cis2, nhsid_nrbac_roles: undefined })).toEqual({ refused: 'no-role' });
    expect(refused({ ...cis2, nhsid_nrbac_roles: [post, { ...post, org_code: 'PLYMOUTH-CC' }] })).toEqual({
      refused: 'no-role',
    });
  });

  it('is nobody in an organisation or a role that is not known here', () => {
    expect(refused({ ...cis2, nhsid_nrbac_roles: [{ ...post, org_code: 'RK9' }] })).toEqual({
      refused: 'organisation-unknown',
    });
    expect(refused({ ...cis2, nhsid_nrbac_roles: [{ ...post, workgroups: ['DIET'] }] })).toEqual({
      refused: 'role-unknown',
    });
  });

  it('matches a whole role code, never a part of one', () => {
    const office = { ...post, role_code: 'S0010:G0020:R8008' };
    expect(refused({ ...cis2, nhsid_nrbac_roles: [office] })).toMatchObject({
      viewer: { role: 'list_office' },
    });
    for (const role_code of ['S0010:G0020:R80081', 'S0011:G0020:R8008', 'R800', 'xR8003', ''])
      expect(refused({ ...cis2, nhsid_nrbac_roles: [{ ...post, role_code }] })).toHaveProperty('refused');
  });

  it('is read from plain claims where the map says under which names', () => {
    const plain = { sub: 'u2', name: 'Cat', org: 'PLYMOUTH-CC', job: ['other', 'mdt'], teams: ['north'] };
    expect(refused(plain)).toMatchObject({
      viewer: { role: 'mdt_coordinator', agency: 'social_care', localities: ['north'] },
    });
    expect(refused({ ...plain, teams: 'all' })).toMatchObject({ viewer: { localities: 'all' } });
    expect(refused({ ...plain, teams: undefined })).toMatchObject({ viewer: { localities: [] } });
    expect(refused({ ...plain, org: undefined })).toEqual({ refused: 'no-role' });
    expect(viewerOf({ ...map, claims: ['cis2'] }, ISSUER, plain)).toEqual({ refused: 'claims-unknown' });
  });

  it('never is a system, whatever the claims say', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('sub', 'org', 'job', 'role', 'teams'), fc.jsonValue()),
        (claims) => {
          const admission = viewerOf(map, ISSUER, claims);
          return (
            !('viewer' in admission) ||
            (admission.viewer.kind === 'person' && admission.viewer.role !== 'system')
          );
        },
      ),
    );
  });

  it('is a program only where the map names the client', () => {
    expect(systemOf(map, ISSUER, 'feed')).toMatchObject({
      kind: 'system',
      role: 'system',
      organisation: 'NR5',
    });
    expect(systemOf(map, ISSUER, 'other')).toBeNull();
  });
});

describe('an access map', () => {
  const faults = (change: (copy: typeof file) => unknown): string[] => {
    const copy = structuredClone(file);
    change(copy);
    const outcome = parseAccessMap(JSON.stringify(copy));
    return outcome.ok ? [] : outcome.faults.map((fault) => `${fault.at} ${fault.message}`);
  };

  it('says every fault at once, one sentence each', () => {
    const found = faults((copy) => {
      Object.assign(copy, { extra: 1, claims: ['saml'] });
      Object.assign(copy.roles[0] ?? {}, { role: 'king' });
    });
    expect(found).toHaveLength(3);
    expect(found.join('\n')).toContain('the file has extra, which is not known');
    expect(found.join('\n')).toContain('claims/0 must be one of cis2, plain');
    expect(found.join('\n')).toContain('roles/0/role must be one of clinician');
  });

  it('says how strongly people must sign in where they come by CIS2', () => {
    expect(faults((copy) => delete (copy as { acr?: unknown }).acr)).toEqual([
      'acr is needed with cis2: how people must have signed in, for example AAL3_ANY',
    ]);
    expect(faults((copy) => Object.assign(copy, { acr: [] }))).toHaveLength(1);
    expect(faults((copy) => Object.assign(copy, { acr: ['AAL3_ANY AAL1'] }))).toHaveLength(1);
    expect(
      faults((copy) => {
        delete (copy as { acr?: unknown }).acr;
        copy.claims = ['plain'];
      }),
    ).toEqual([]);
  });

  it('gives no person the role of a program', () => {
    expect(faults((copy) => Object.assign(copy.roles[0] ?? {}, { role: 'system' }))).toHaveLength(1);
  });

  it('has no rule that holds of everybody', () => {
    expect(faults((copy) => Object.assign(copy.roles[0] ?? {}, { when: {} }))).toHaveLength(1);
    expect(faults((copy) => Object.assign(copy.roles[2] ?? {}, { when: { claims: {} } }))).toHaveLength(1);
  });

  it('names no organisation it does not list, and nothing twice', () => {
    expect(faults((copy) => Object.assign(copy.clients[0] ?? {}, { organisation: 'RK9' }))).toEqual([
      'clients/0/organisation names RK9, which is not among the organisations',
    ]);
    expect(faults((copy) => copy.clients.push(...copy.clients))).toEqual(['clients says feed twice']);
    expect(parseAccessMap('{').ok).toBe(false);
  });

  it('lets stand in for others, as privacy officers, only whom a rule can give one', () => {
    const officer = { when: { org_code: 'NR5', role_code: 'R1' }, role: 'privacy_officer' };
    const rule = { ...officer, services: 'all', localities: 'all' };
    const standIn = { privacyOfficersOf: 'NR5' };
    expect(faults((copy) => Object.assign(copy, standIn, { roles: [...copy.roles, rule] }))).toEqual([]);
    expect(faults((copy) => Object.assign(copy, standIn))).toEqual([
      'privacyOfficersOf names NR5, to which no rule gives a privacy officer',
    ]);
    expect(
      faults((copy) => Object.assign(copy.organisations[0] ?? {}, { privacyOfficersOf: 'ZZ9' })),
    ).toContain('organisations/0/privacyOfficersOf names ZZ9, which is not among the organisations');
  });
});
