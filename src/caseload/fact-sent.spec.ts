import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { type FactSent, factRead, faultsInFact, subjectOf } from './fact-sent.js';

const today = plainDate('2026-11-18');
const said: FactSent = {
  nhsNumber: '999 000 0018',
  birthDate: '2019-05-14',
  code: 'self_harm',
  value: 'current',
  source: 'clinician',
  organisation: ' NR5 ',
  recordedOn: '2026-11-18',
};
const aboutReferral: FactSent = {
  ...said,
  nhsNumber: null,
  provider: 'NR5',
  serviceRequestIdentifier: 'SR1',
  code: 'single_words',
  value: '12',
};
const at = (sent: Partial<FactSent>): string[] => faultsInFact(sent, today).map((fault) => fault.at);

describe('a fact as sent', () => {
  it('is sound when it says what, whom, who and when', () => {
    expect(at({ ...said, nhsNumber: '9990000019' })).toEqual(['nhsNumber']);
    expect(at({ ...said, nhsNumber: '9990000042' })).toEqual([]);
    expect(at(aboutReferral)).toEqual([]);
  });

  it('needs the birth date beside whatever people type', () => {
    expect(at({ ...aboutReferral, birthDate: null })).toEqual(['birthDate']);
    expect(at({ ...said, nhsNumber: '9990000042', birthDate: undefined })).toEqual(['birthDate']);
    expect(at({ ...said, nhsNumber: null, birthDate: null, childId: 'x' })).toEqual([]);
  });

  it('about a referral must name one, and a name has two halves', () => {
    expect(at({ ...aboutReferral, provider: null, serviceRequestIdentifier: null, childId: 'x' })).toEqual([
      'referralId',
    ]);
    expect(at({ ...aboutReferral, provider: null })).toEqual(['provider']);
    expect(at({ ...aboutReferral, serviceRequestIdentifier: ' ' })).toContain('serviceRequestIdentifier');
  });

  it('says everything that is wrong at once', () => {
    expect(at({ code: 'shoe_size', recordedOn: '2026-11-19', birthDate: '2027-01-01' })).toEqual([
      'code',
      'recordedOn',
      'recordedOn',
      'referralId',
    ]);
  });
});

describe('whom a fact is about', () => {
  const known = { referralId: 'r', childId: 'c', nhsNumber: '9990000042', birthDate: '2019-05-14' };
  const read = (sent: Partial<FactSent> = {}) => factRead({ ...said, nhsNumber: '9990000042', ...sent });

  it('is the child or the referral as the vocabulary says, not as the sender does', () => {
    expect(subjectOf(read({ referralId: 'r' }), known)).toEqual({
      is: 'found',
      childId: 'c',
      referralId: null,
    });
    expect(subjectOf(read({ referralId: 'r', code: 'single_words', value: '3' }), known)).toEqual({
      is: 'found',
      childId: 'c',
      referralId: 'r',
    });
  });

  it('is nobody where anything given does not agree: the wrong child is worse than no fact', () => {
    const faults = (sent: Partial<FactSent>, held = known) => {
      const subject = subjectOf(read(sent), held);
      return subject.is === 'faulty' ? subject.faults.map((fault) => fault.at) : [];
    };
    expect(faults({ birthDate: '2019-05-15' })).toEqual(['birthDate']);
    expect(faults({}, { ...known, nhsNumber: '9990000069' })).toEqual(['nhsNumber']);
    expect(faults({ childId: 'other' })).toEqual(['childId']);
    expect(faults({ birthDate: null, recordedOn: '2018-01-01' })).toEqual(['recordedOn']);
    expect(subjectOf(read(), undefined)).toEqual({ is: 'nobody' });
  });
});
