import { describe, expect, it } from '@jest/globals';
import { roles } from '../kernel/role.js';
import { viewerOf } from '../../test/support/viewers.js';
import { openRecord } from './access-policies.js';
import { scopeFor } from './scope.js';

const shared = {
  entriesFrom: ['NR5', 'RK9'],
  facts: ['NR5/*', 'RK9/*', 'PLYMOUTH-CC/ehc_plan'],
  missing: ['Facts of PLYMOUTH-CC are hidden.'],
};
const nothing = { entriesFrom: [], facts: [], missing: [] };
const scopeOf = (role: (typeof roles)[number], given = shared) => scopeFor(viewerOf(role), given, []);

describe('what a viewer may see', () => {
  it('is what agreements share with their organisation, for roles whose work it is', () => {
    for (const role of ['clinician', 'list_office', 'mdt_coordinator', 'access_member'] as const) {
      expect(scopeOf(role).alsoFrom).toEqual(['NR5', 'RK9']);
      expect(scopeOf(role).facts).toEqual(shared.facts);
    }
  });

  it('is of their own organisation alone where nothing is agreed', () => {
    for (const role of ['clinician', 'list_office', 'mdt_coordinator', 'navigator'] as const) {
      expect(scopeOf(role, nothing).alsoFrom).toEqual(['NR5']);
      expect(scopeOf(role, nothing).providers).toEqual(['NR5']);
    }
  });

  it('is no fact at all for a navigator, and no child for roles that look after none', () => {
    expect(scopeOf('navigator').facts).toEqual([]);
    for (const role of ['rules_lead', 'auditor', 'board_reader', 'privacy_officer'] as const) {
      const { providers, alsoFrom, facts, boards, missing } = scopeOf(role);
      expect({ providers, alsoFrom, facts, boards, missing }).toEqual({
        providers: [],
        alsoFrom: [],
        facts: [],
        boards: [],
        missing: [],
      });
    }
  });

  it('is the tasks of nobody’s list for those alone who do them', () => {
    const seen = roles.flatMap((role) => scopeOf(role).tasksOf.map((owner) => [role, owner]));
    expect(seen).toEqual([
      ['list_office', 'service owner'],
      ['privacy_officer', 'privacy officer'],
    ]);
  });

  it('is what escalates on lists of their own provider for clinicians alone, and on every list where the settings say so', () => {
    const takes = (organisations: string[]) =>
      roles.flatMap((role) => scopeFor(viewerOf(role), nothing, [], { organisations }).escalatedFrom);
    expect(takes([])).toEqual(['NR5']);
    expect(takes(['RK9'])).toEqual(['NR5']);
    expect(takes(['RK9', 'NR5'])).toEqual(['*']);
    expect(roles.filter((role) => scopeOf(role).escalatedFrom.length > 0)).toEqual(['clinician']);
  });

  it('is of those tasks what is for their own organisation', () => {
    expect(roles.filter((role) => scopeOf(role).tasksFor.includes('NR5'))).toEqual([
      'list_office',
      'privacy_officer',
    ]);
  });

  it('is what a child said in confidence for clinicians alone', () => {
    expect(roles.filter((role) => scopeOf(role).confidential)).toEqual(['clinician']);
  });

  it('is a record opened with a reason for whoever may open one, and never more of what a child said for that', () => {
    const opens = roles.filter((role) => scopeFor(viewerOf(role), nothing, ['a-child']).opened.length > 0);
    expect(opens).toEqual(openRecord.roles);
    expect(scopeFor(viewerOf('mdt_coordinator'), nothing, ['a-child']).confidential).toBe(false);
  });

  it('says what is hidden since an agreement ended to everybody whom it was shown', () => {
    expect(roles.filter((role) => scopeOf(role).missing.length > 0)).toEqual([
      'clinician',
      'list_office',
      'mdt_coordinator',
      'access_member',
      'navigator',
    ]);
  });

  it('is of a program its own organisation, whatever people there may see', () => {
    const { providers, alsoFrom, facts } = scopeOf('system');
    expect({ providers, alsoFrom, facts }).toEqual({
      providers: ['NR5'],
      alsoFrom: ['NR5'],
      facts: ['NR5/*'],
    });
  });
});
