import { describe, expect, it } from '@jest/globals';
import { plainDate } from '../kernel/plain-date.js';
import { contentHash } from '../referrals/arrival.js';
import { arrivalOf, faultsInReferral, type ReferralSent } from './referral-sent.js';

const today = plainDate('2026-11-18');
const sent: ReferralSent = {
  provider: 'NR5',
  serviceRequestIdentifier: 'SR1',
  service: 'slt',
  receivedOn: '2026-10-01',
  child: { localPatientIdentifier: 'L1', birthDate: '2020-05-14', nhsNumber: '999 000 0042' },
};
const at = (changes: Partial<ReferralSent>): string[] =>
  faultsInReferral({ ...sent, ...changes }, today).map((fault) => fault.at);

describe('an entry as sent', () => {
  it('is sound when it says who, where, since when', () => {
    expect(at({})).toEqual([]);
  });

  it('is never from the future nor from before the child', () => {
    expect(at({ receivedOn: '2026-11-19' })).toEqual(['receivedOn']);
    expect(at({ receivedOn: '2020-05-13' })).toEqual(['receivedOn']);
    expect(at({ originalReceivedOn: '2020-05-13' })).toEqual(['originalReceivedOn']);
    expect(at({ child: { ...sent.child, birthDate: '2026-11-19' } })).toEqual([
      'child.birthDate',
      'receivedOn',
    ]);
  });

  it('names its list by itself or by the team code, and where by both, the same one', () => {
    const team = { teamType: '33', teamCodeSystem: 'CSDS' };
    expect(at({ service: null, ...team })).toEqual([]);
    expect(at(team)).toEqual([]);
    expect(at({ service: 'mental_health', ...team })).toEqual(['service']);
    expect(at({ service: null, teamType: '99', teamCodeSystem: 'CSDS' })).toEqual(['service']);
    expect(at({ service: null })).toEqual(['service']);
  });

  it('arrives as a row of an extract would: number without spaces, blank is nothing said, open', () => {
    const { child, referral } = arrivalOf(
      { ...sent, child: { ...sent.child, postcode: ' ', givenName: ' Ada  May ' }, contact: { name: ' ' } },
      today,
    );
    expect(child).toMatchObject({
      nhsNumber: '9990000042',
      postcode: null,
      givenName: 'Ada May',
      familyName: '',
      lookedAfter: null,
      contactName: null,
      reportedOn: today,
    });
    expect(referral).toMatchObject({
      service: 'slt',
      teamType: '33',
      teamCodeSystem: 'CSDS',
      sourceSystem: 'API',
      closedOn: null,
    });
  });

  it('sent again on another day is the same entry; with another word it is not', () => {
    const hash = (changes: Partial<ReferralSent>, on = today) =>
      contentHash(arrivalOf({ ...sent, ...changes }, on));
    expect(hash({}, plainDate('2026-11-25'))).toBe(hash({}));
    expect(hash({ primaryReason: '24' })).not.toBe(hash({}));
  });
});
