import { describe, expect, it } from '@jest/globals';
import { priorityOf } from './provider-priority.js';
import { SourceRegistry } from './sources/source.registry.js';

const mappings = new SourceRegistry();

const read = (
  provider: string,
  sourceSystem: string,
  teamCodeSystem: string,
  priorityTypeCode: string | null,
) =>
  priorityOf({ teamCodeSystem, priorityTypeCode }, mappings.find(provider, sourceSystem)?.priority ?? null);
const unknown = { priority: null, findings: ['unknown_code:PRIORITY_TYPE_CODE'] };

describe('the priority code of a source', () => {
  it.each([
    ['NR5', 'SYSTMONE', 'CSDS', '1', 'routine'],
    ['NR5', 'SYSTMONE', 'MHSDS', '1', 'routine'],
    ['RK9', 'CAREFLOW', 'MHSDS', '2', 'urgent'],
    ['RK9', 'CAREFLOW', 'CSDS', '3', 'urgent'],
  ])('%s %s on a list of %s: %s is %s, as agreed', (provider, system, team, code, priority) => {
    expect(read(provider, system, team, code)).toEqual({ priority, findings: [] });
  });

  it.each([
    ['CSDS', '1', 'routine'],
    ['CSDS', '2', 'urgent'],
    ['CSDS', '3', 'urgent'],
    ['MHSDS', '1', 'emergency'],
    ['MHSDS', '2', 'urgent'],
    ['MHSDS', '3', 'urgent'],
    ['MHSDS', '4', 'emergency'],
  ])(
    'not agreed, on a list of %s: %s is the most urgent it can mean, %s, and that is a finding',
    (team, code, priority) => {
      expect(read('RJ8', 'RIO', team, code)).toEqual({ priority, findings: ['priority_not_mapped'] });
      expect(read('NR5', 'API', team, code)).toEqual({ priority, findings: ['priority_not_mapped'] });
    },
  );

  it('that nobody knows says nothing, and is a finding', () => {
    for (const code of ['9', '01', 'constructor', 'urgent'])
      for (const team of ['CSDS', 'MHSDS']) expect(read('RJ8', 'RIO', team, code)).toEqual(unknown);
    expect(read('NR5', 'SYSTMONE', 'MHSDS', '4')).toEqual(unknown);
    expect(read('RJ8', 'RIO', 'CSDS', '4')).toEqual(unknown);
  });

  it('that was left blank says nothing and is no finding', () => {
    expect(read('RJ8', 'RIO', 'MHSDS', null)).toEqual({ priority: null, findings: [] });
  });
});
