import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readOpening, typedOpening } from './open-asked.js';

const REASON = 'The school rang about him';
const form = (part: Record<string, unknown> = {}) => ({
  nhsNumber: '999 000 0018',
  birthDay: '7',
  birthMonth: '3',
  birthYear: '2019',
  reasonCode: 'safeguarding',
  reason: REASON,
  ...part,
});
const read = (part: Record<string, unknown> = {}) => readOpening(typedOpening(form(part)));
const faultsAt = (part: Record<string, unknown>): string[] => {
  const read_ = read(part);
  return read_.ok ? [] : read_.faults.map(({ at }) => at);
};

describe('asking to open a record', () => {
  it('takes a number and a birth date as people write them', () => {
    expect(read({ reason: `  ${REASON} ` })).toEqual({
      ok: true,
      value: {
        whose: { nhsNumber: '9990000018', birthDate: '2019-03-07' },
        reasonCode: 'safeguarding',
        reason: REASON,
      },
    });
  });

  it('takes the number that a provider gave the child instead of the NHS number', () => {
    expect(read({ nhsNumber: '', provider: 'RK9', localIdentifier: ' rk9-1000007 ' })).toMatchObject({
      value: { whose: { provider: 'RK9', localIdentifier: 'rk9-1000007', birthDate: '2019-03-07' } },
    });
  });

  it('takes a child that a page named instead', () => {
    const child = '0B2F0000-0000-4000-8000-000000000001';
    expect(read({ child, nhsNumber: '', birthDay: '' })).toMatchObject({
      value: { whose: { childId: child.toLowerCase() } },
    });
    expect(faultsAt({ child: 'somebody' })).toEqual(['nhsNumber']);
  });

  it.each([
    [{ nhsNumber: '' }, ['nhsNumber']],
    [{ nhsNumber: '999 000 0019' }, ['nhsNumber']],
    [{ nhsNumber: 'Rowe' }, ['nhsNumber']],
    [{ birthDay: '31', birthMonth: '2' }, ['birthDay']],
    [{ birthYear: '19' }, ['birthDay']],
    [{ reasonCode: '' }, ['reasonCode']],
    [{ reasonCode: 'toString' }, ['reasonCode']],
    [{ reason: 'Because of the school'.slice(0, 19) }, ['reason']],
    [{ reason: `   ${'a'.repeat(19)}    ` }, ['reason']],
    [{ reason: 'a'.repeat(1001) }, ['reason']],
    [{ reason: `${REASON}\u0000` }, ['reason']],
    [
      { nhsNumber: '', birthDay: '', reasonCode: '', reason: '' },
      ['nhsNumber', 'birthDay', 'reasonCode', 'reason'],
    ],
    [{ nhsNumber: ['9990000018'] }, ['nhsNumber']],
    [{ nhsNumber: '', provider: 'RK9' }, ['nhsNumber']],
    [{ provider: 'RK9', localIdentifier: '7' }, ['nhsNumber']],
    [{ nhsNumber: '', localIdentifier: '7' }, ['provider']],
    [{ nhsNumber: '', provider: 'RK9', localIdentifier: '7'.repeat(51) }, ['localIdentifier']],
    [{ nhsNumber: '', provider: 'RK9', localIdentifier: '7\u00007' }, ['localIdentifier']],
    [{ nhsNumber: '', provider: 'RK9', localIdentifier: '7', birthDay: '' }, ['birthDay']],
  ])('refuses %j, every fault at once', (part, at) => {
    expect(faultsAt(part)).toEqual(at);
  });

  it('never throws, whatever is sent, and opens nothing without a whole reason', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'child',
            'nhsNumber',
            'provider',
            'localIdentifier',
            'birthDay',
            'birthMonth',
            'birthYear',
            'reasonCode',
            'reason',
          ),
          fc.anything(),
        ),
        (words) => {
          const asked = readOpening(typedOpening(words));
          if (asked.ok) expect([...asked.value.reason].length).toBeGreaterThanOrEqual(20);
        },
      ),
    );
  });
});
