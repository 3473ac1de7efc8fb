import { describe, expect, it } from '@jest/globals';
import { roles } from '../../kernel/role.js';
import { uncovered } from '../../access/coverage.js';
import { officersIn } from '../../access/privacy-officers.js';
import { uncoveredInWords } from '../../access/coverage-words.js';
import { localities } from '../../children/locality.js';
import { parseAccessMap } from '../../platform/auth/claims/parse-access-map.js';
import { systemOf, viewerOf } from '../../platform/auth/claims/viewer-of.js';
import { serviceShapes } from '../caseload-shape.js';
import { demoAccessMap, personas } from './personas.js';

const parsed = parseAccessMap(JSON.stringify(demoAccessMap));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
const map = parsed.value;
const viewers = personas.map(({ key, claims }) => viewerOf(map, 'demo', { ...claims, sub: key }));

describe('the personas of the demo', () => {
  it('act in every role that people have, and one of them in none', () => {
    const acting = viewers.flatMap((one) => ('viewer' in one ? [one.viewer.role] : []));
    expect([...new Set(acting)].sort()).toEqual(roles.filter((role) => role !== 'system').sort());
    expect(viewers.filter((one) => 'refused' in one)).toEqual([{ refused: 'role-unknown' }]);
  });

  it('are as their description says', () => {
    const of = (key: string) => viewers[personas.findIndex((persona) => persona.key === key)];
    expect(of('amara')).toMatchObject({
      viewer: {
        role: 'clinician',
        organisation: 'RK9',
        services: ['community_paediatrics', 'neurodiversity'],
      },
    });
    expect(of('ben')).toMatchObject({
      viewer: { role: 'clinician', organisation: 'NR5', services: ['slt'] },
    });
    expect(of('farid')).toMatchObject({ viewer: { role: 'mdt_coordinator', localities: ['north'] } });
    expect(of('jory')).toMatchObject({ viewer: { organisation: 'PLYMOUTH-CC', agency: 'education' } });
    expect(of('isla')).toMatchObject({ viewer: { organisation: 'PLYMOUTH-CC', agency: 'social_care' } });
  });

  it('leave no list of the demo and no locality, none and away among them, to nobody', () => {
    const seats = viewers.flatMap((admission) => ('viewer' in admission ? [admission.viewer] : []));
    const ids = localities.map(({ id }) => id);
    expect(uncoveredInWords(uncovered(seats, serviceShapes, ids, officersIn(map)))).toEqual([]);
  });

  it('have programs beside them, one for each organisation', () => {
    expect(map.clients.map((client) => systemOf(map, 'demo', client.id)?.organisation)).toEqual([
      'NR5',
      'RK9',
      'PLYMOUTH-CC',
    ]);
  });
});
