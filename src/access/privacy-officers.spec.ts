import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLookedForBy, looksFor, officersIn, officersOf } from './privacy-officers.js';

const CODES = ['NR5', 'RK9', 'QQ1'] as const;
const rule = (role: string, only?: string) => ({
  role,
  when: only === undefined ? {} : { org_code: only },
});

describe('whose privacy officers look for an organisation', () => {
  it('are its own where a rule can give it one, else whoever stands in, else nobody but its own', () => {
    const organisations = CODES.map((code) => ({ code }));
    const roles = [rule('clinician'), rule('privacy_officer', 'NR5')];
    const alone = officersIn({ organisations, roles });
    expect(CODES.map((code) => officersOf(alone, code))).toEqual(['NR5', 'RK9', 'QQ1']);
    const together = officersIn({ organisations, roles, privacyOfficersOf: 'NR5' });
    expect([...CODES, 'ZZ9'].map((code) => officersOf(together, code))).toEqual(['NR5', 'NR5', 'NR5', 'NR5']);
  });

  it('are those that the map says outright, also where anybody who claims it would be one', () => {
    const organisations = [{ code: 'NR5' }, { code: 'RK9', privacyOfficersOf: 'NR5' }];
    const officers = officersIn({ organisations, roles: [rule('privacy_officer')] });
    expect(['NR5', 'RK9', 'ZZ9'].map((code) => officersOf(officers, code))).toEqual(['NR5', 'NR5', 'ZZ9']);
    expect(looksFor(officers, 'NR5').these).toEqual(['NR5', 'RK9']);
    expect(officersOf(officersIn(null), 'NR5')).toBe('NR5');
  });

  it('look for their own organisation, for those they stand in for, and for no other', () => {
    const code = fc.constantFrom(...CODES, 'ZZ9');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...CODES), fc.constantFrom(...CODES))),
        fc.option(fc.constantFrom(...CODES)),
        code,
        code,
        (named, others, reader, organisation) => {
          const officers = { named: new Map<string, string>(named), others };
          const looks = isLookedForBy(looksFor(officers, reader), organisation);
          expect(looks).toBe(reader === organisation || officersOf(officers, organisation) === reader);
        },
      ),
    );
  });
});
