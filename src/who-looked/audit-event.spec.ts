import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultsIn } from '../../test/support/fhir.js';
import { type AuditEvent, auditEvents } from './audit-event.js';
import type { TrailLine } from './trail-line.js';

const CHILD = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const SERVER = 'https://breakwater.test';

const line = (part: Partial<TrailLine> = {}): TrailLine => ({
  id: '7',
  at: new Date('2026-11-23T09:50:00Z'),
  actorKind: 'person',
  actorName: 'Ada Okafor',
  actorRole: 'clinician',
  selfDeclared: false,
  actorId: 'https://issuer.test#ada',
  organisation: 'RK9',
  agency: 'health',
  from: '203.0.113.7',
  why: null,
  requestId: 'req-12345678',
  act: 'view',
  action: 'referral.viewed',
  subjectKind: 'referral',
  subjectId: 'r1',
  childId: CHILD,
  childIds: [],
  detail: {},
  ...part,
});

const only = (events: readonly AuditEvent[]): AuditEvent => {
  const [event] = events;
  if (!event || events.length !== 1) throw new Error(`${events.length} events`);
  return event;
};
const codes = (event: AuditEvent): string => JSON.stringify(event.agent);
const profile = (event: AuditEvent): string | undefined => event.meta?.profile[0]?.split('BasicAudit.')[1];

describe('a line of the trail as an AuditEvent', () => {
  it.each([
    [{}, 'PatientRead', 'R', 'read', '0'],
    [{ act: 'change', action: 'fact.recorded' }, 'PatientCreate', 'C', 'create', '0'],
    [{ act: 'change', action: 'band.confirmed' }, 'PatientUpdate', 'U', 'update', '0'],
    [
      { act: 'search', action: 'queue.searched', childId: null, childIds: [CHILD] },
      'PatientQuery',
      'E',
      'search',
      '0',
    ],
    [
      { act: 'view', action: 'queue.viewed', childId: null, childIds: [CHILD] },
      'PatientQuery',
      'E',
      'search',
      '0',
    ],
    [{ act: 'search', action: 'record.not_found', childId: null }, 'Query', 'E', 'search', '0'],
    [{ act: 'change', action: 'rules.published', childId: null }, 'Update', 'U', 'update', '0'],
    [{ action: 'access.refused', childId: null }, undefined, 'E', 'search', '4'],
  ] as readonly [Partial<TrailLine>, string | undefined, string, string, string][])(
    'of %j claims the pattern %s',
    (part, pattern, action, interaction, outcome) => {
      const event = only(auditEvents(line(part), SERVER));
      expect(profile(event)).toBe(pattern);
      expect(event).toMatchObject({
        action,
        outcome,
        recorded: '2026-11-23T09:50:00.000Z',
        type: { code: 'rest' },
        subtype: [
          { system: 'http://hl7.org/fhir/restful-interaction', code: interaction },
          { code: part.action ?? 'referral.viewed' },
        ],
      });
    },
  );

  it('names the person, where they came from, and this service, each by the role the pattern gives them', () => {
    const event = only(auditEvents(line(), SERVER));
    expect(event.agent).toEqual([
      {
        type: {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
              code: 'IRCP',
              display: 'information recipient',
            },
          ],
        },
        role: [{ text: 'Clinician' }],
        who: {
          identifier: { value: 'https://issuer.test#ada', assigner: { display: 'RK9' } },
          display: 'Ada Okafor',
        },
        name: 'Ada Okafor',
        requestor: true,
      },
      expect.objectContaining({ requestor: false, network: { address: '203.0.113.7', type: '2' } }),
      expect.objectContaining({ requestor: false, network: { address: SERVER, type: '5' } }),
    ]);
    expect(codes(event)).toMatch(/110152.*110153/);
    const written = only(auditEvents(line({ act: 'change', action: 'band.confirmed' }), SERVER));
    expect(codes(written)).toMatch(/AUT.*110153.*110152/);
  });

  it('of a program names the program as the client that asked, and no person', () => {
    const event = only(
      auditEvents(line({ actorKind: 'system', actorRole: null, actorName: 'NR5 feed', from: null }), SERVER),
    );
    expect(event.agent).toHaveLength(2);
    expect(event.agent[0]).toMatchObject({
      requestor: true,
      who: { display: 'NR5 feed' },
      network: { extension: [{ valueCode: 'not-applicable' }] },
    });
  });

  it('says why: by role, by the reason somebody gave, and as break the glass where a record was opened', () => {
    expect(only(auditEvents(line(), SERVER)).purposeOfEvent).toMatchObject([{ coding: [{ code: 'TREAT' }] }]);
    expect(
      only(auditEvents(line({ action: 'record.opened', why: 'The school rang' }), SERVER)).purposeOfEvent,
    ).toMatchObject([{ coding: [{ code: 'BTG' }], text: 'The school rang' }]);
  });

  it('holds the child, what was read or asked for, and the number of the request', () => {
    expect(only(auditEvents(line(), SERVER)).entity).toMatchObject([
      { what: { reference: `Patient/${CHILD}` }, type: { code: '1' }, role: { code: '1' } },
      {
        what: { identifier: { system: 'urn:breakwater:referral', value: 'r1' } },
        type: { code: '2' },
        role: { code: '4' },
      },
      { what: { identifier: { value: 'req-12345678' } }, type: { code: 'XrequestId' } },
    ]);
    const [event] = auditEvents(
      line({
        act: 'search',
        childId: null,
        childIds: [CHILD, OTHER],
        subjectKind: 'waiting_list',
        subjectId: 'all',
        detail: { sought: 'zoë' },
      }),
      SERVER,
    );
    const query = (event?.entity[1] as { query?: string }).query ?? '';
    expect(JSON.parse(Buffer.from(query, 'base64').toString('utf8'))).toEqual({
      waiting_list: 'all',
      sought: 'zoë',
    });
  });

  it('is one for each child on a list, and of one child alone where one child was asked about', () => {
    const list = line({ act: 'view', childId: null, childIds: [CHILD, OTHER] });
    const both = auditEvents(list, SERVER);
    expect(both.map((event) => event.entity[0])).toMatchObject([
      { what: { reference: `Patient/${CHILD}` } },
      { what: { reference: `Patient/${OTHER}` } },
    ]);
    expect(new Set(both.map((event) => event.id)).size).toBe(2);
    const asked = auditEvents(list, SERVER, CHILD);
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(asked)).not.toContain(OTHER);
    expect(auditEvents(line({ childId: null }), SERVER, CHILD)).toEqual([]);
  });

  it('that FHIR R4 does not know is found out: the schema is no rubber stamp', () => {
    const event = only(auditEvents(line(), SERVER));
    expect(faultsIn(event)).toEqual([]);
    for (const wrong of [
      { agent: undefined },
      { agent: [{ ...event.agent[0], requestor: 'yes' }] },
      { recorded: 'yesterday' },
      { outcome: '9' },
      { more: 1 },
      { entity: [{ name: 'a', query: 'YQ==' }] },
      { source: {} },
    ])
      expect([wrong, faultsIn({ ...event, ...wrong }).length > 0]).toEqual([wrong, true]);
  });

  it('always has what FHIR requires: two agents and an entity at least, one patient at most', () => {
    fc.assert(
      fc.property(
        fc.record({
          act: fc.constantFrom<TrailLine['act']>('view', 'search', 'export', 'change'),
          action: fc.constantFrom('a.viewed', 'a.recorded', 'record.opened', 'access.refused'),
          why: fc.constantFrom('The school rang', null),
          actorKind: fc.constantFrom<TrailLine['actorKind']>('person', 'system'),
          actorRole: fc.constantFrom('clinician', 'unspecified', 'toString', null),
          actorId: fc.constantFrom('x', null),
          from: fc.constantFrom('203.0.113.7', null),
          childId: fc.constantFrom(CHILD, null),
          childIds: fc.subarray([CHILD, OTHER]),
          requestId: fc.constantFrom('r', null),
        }),
        (part) => {
          for (const event of auditEvents(line(part), SERVER)) {
            expect(faultsIn(event)).toEqual([]);
            expect(event.agent.length).toBeGreaterThanOrEqual(2);
            expect(event.entity.filter((one) => JSON.stringify(one).includes('Patient/')).length).toBe(
              part.childId === null && part.childIds.length === 0 ? 0 : 1,
            );
            expect(event.id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
            expect(JSON.stringify(event)).not.toMatch(/null|undefined|native code/);
          }
        },
      ),
    );
  });
});
