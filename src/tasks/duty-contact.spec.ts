import { describe, expect, it } from '@jest/globals';
import { ALL } from '../kernel/viewer.js';
import { type DutyContacts, dutyContactOf } from './duty-contact.js';

const duty: DutyContacts = {
  contact: 'bleep 1',
  contacts: [
    { organisation: 'NR5', locality: null, contact: 'bleep 2' },
    { organisation: 'NR5', locality: 'north', contact: 'bleep 3' },
    { organisation: 'RK9', locality: 'east', contact: 'bleep 4' },
    { organisation: 'RK9', locality: 'west', contact: 'bleep 5' },
  ],
};

describe('how a duty role is reached', () => {
  it('is the organisation’s own, and where it has none the one for all', () => {
    expect(dutyContactOf(duty, 'NR5')).toBe('bleep 2');
    expect(dutyContactOf(duty, 'QQ1')).toBe('bleep 1');
    expect(dutyContactOf(duty, null)).toBe('bleep 1');
  });

  it('is that of the reader’s localities, and where those have none the organisation’s', () => {
    expect(dutyContactOf(duty, 'NR5', ['north'])).toBe('bleep 3');
    expect(dutyContactOf(duty, 'NR5', ['north', 'south'])).toBe('bleep 3; bleep 2');
    expect(dutyContactOf(duty, 'RK9', ['south'])).toBe('bleep 1');
    expect(dutyContactOf(duty, 'QQ1', ['north'])).toBe('bleep 1');
  });

  it('is each locality’s, named, for whoever is in all of an organisation that has no other', () => {
    expect(dutyContactOf(duty, 'RK9', ALL)).toBe('east: bleep 4; west: bleep 5');
  });

  it('is not known where nobody has said', () => {
    const nobody = { ...duty, contact: null };
    expect(dutyContactOf(nobody, 'QQ1')).toBeNull();
    expect(dutyContactOf(nobody, 'RK9', ['south'])).toBeNull();
    expect(dutyContactOf(nobody, 'NR5', [])).toBe('bleep 2');
  });
});
